/** Every relative link of a page leads to a file that is there, and every anchor to a heading. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const root = fileURLToPath(new URL('../../../', import.meta.url))

const pagesIn = (folder: string): string[] =>
  readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.md'))
    .map((file) => path.join(folder, file))

const pages = [
  'README.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
  'tools/README.md',
  'demo-app/README.md',
  ...pagesIn('docs'),
]

const read = (page: string): string => readFileSync(path.join(root, page), 'utf8')

/** The anchors GitHub makes of a page's headings. */
function anchorsOf(page: string): string[] {
  const headings = read(page).matchAll(/^#+ (.+)$/gm)
  return [...headings].map(([, text]) =>
    text!
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .trim()
      .replace(/\s/g, '-'),
  )
}

const linksOf = (page: string): string[] =>
  [
    ...read(page)
      .replace(/^```[\s\S]*?^```/gm, '')
      .matchAll(/\]\(([^)\s]+)\)/g),
  ]
    .map(([, link]) => link!)
    .filter((link) => !/^[a-z]+:/.test(link))

const links = pages.flatMap((page) => linksOf(page).map((link) => ({ page, link })))

/** Pages that can be reached from the readme, by links alone. */
function reachable(): Set<string> {
  const seen = new Set(['README.md'])
  for (const page of seen)
    for (const link of linksOf(page)) {
      const target = path.join(path.dirname(page), link.split('#')[0]!)
      // A link to a folder shows its list of files.
      for (const reached of pages.filter((other) => other === target || path.dirname(other) === target))
        seen.add(reached)
    }
  return seen
}

describe('the links of the documents', () => {
  it('lead from the readme to every page', () => {
    expect(pages.filter((page) => !reachable().has(page))).toEqual([])
  })

  it('are found', () => expect(links.length).toBeGreaterThan(10))

  it.each(links)('lead somewhere: $link in $page', ({ page, link }) => {
    const [file, anchor] = link.split('#')
    const target = file ? path.join(path.dirname(page), file) : page
    expect(existsSync(path.join(root, target)), target).toBe(true)
    if (anchor) expect(anchorsOf(target)).toContain(anchor)
  })
})
