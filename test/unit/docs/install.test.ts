/** What pages say about installing: nothing is published yet, and a free name could be anybody's. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const root = fileURLToPath(new URL('../../../', import.meta.url))
const pages = [
  'README.md',
  'tools/README.md',
  ...readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md') && !name.startsWith('decisions'))
    .map((name) => join('docs', name)),
]

describe.each(pages)('%s', (page) => {
  const text = readFileSync(join(root, page), 'utf8')

  it('installs our packages from their files, not by names that are not ours yet', () => {
    expect(
      text.match(/^.*(npm (i|install)|npx -p|yarn add|pnpm add)[^\n`]* ctv-tracker(-tools)?(?![-\w/])[^\n]*$/gm),
    ).toBeNull()
  })

  it('says where the command comes from, if it has one', () => {
    if (/^npx ctv-tracker /m.test(text)) expect(text).toMatch(/tools-\d+\.\d+\.\d+\.tgz|README\.md#in-your-app/)
  })
})
