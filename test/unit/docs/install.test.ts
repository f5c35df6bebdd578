/** What pages say about installing: nothing is published yet, and a free name could be anybody's. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

const root = fileURLToPath(new URL('../../../', import.meta.url))
const pages = [
  'README.md',
  'tools/README.md',
  ...readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md') && !name.startsWith('decisions'))
    .map((name) => join('docs', name)),
]

const textOf = (page: string): string => readFileSync(join(root, page), 'utf8')

it.each(pages)('%s installs our packages from their files, not by names that are not ours yet', (page) => {
  const byName =
    /^.*\b(npm (i|install|add|exec)|npx (-p|--package|-y|--yes)|(yarn|pnpm|bun) (add|dlx))\b[^\n`]*[ ='"]ctv-tracker(-tools)?['"]?(?![-\w/]).*$/gm
  expect(textOf(page).match(byName)).toBeNull()
})

it.each(pages.filter((page) => /^npx ctv-tracker /m.test(textOf(page))))(
  '%s says where the command comes from',
  (page) => {
    expect(textOf(page)).toMatch(/tools-\d+\.\d+\.\d+\.tgz|README\.md#in-your-app/)
  },
)
