/** README.md: what it says of the comparison is what docs/comparison.md measured, and its badges are of this version. */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

const read = (file: string): string => readFileSync(new URL(`../../../${file}`, import.meta.url), 'utf8')
const readme = read('README.md')

/** The cells of each row of the table under a heading. */
function tableUnder(page: string, heading: string): string[][] {
  const section = page.slice(page.indexOf(`\n${heading}\n`) + heading.length + 2).split(/\n#+ /)[0]!
  return section
    .split('\n')
    .filter((line) => line.startsWith('|') && !line.startsWith('| ---'))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    )
}

describe('the readme', () => {
  it('names Permutive in its first sentence', () => {
    expect(readme.split('\n')[2]).toContain('Permutive')
  })

  it('counts the views as the comparison does', () => {
    const comparison = read('docs/comparison.md')
    const rightOf = (heading: string) =>
      tableUnder(comparison, heading)
        .find(([name]) => name!.startsWith('right of '))!
        .slice(2)
    const timeSpent = tableUnder(comparison, '### Time spent, seconds')
    const peers = timeSpent[0]!.slice(2)
    // All rows but the first, with the names, and the last, with the counts.
    const views = timeSpent.length - 2
    expect(tableUnder(readme, '## How right the numbers are')).toEqual([
      [`views counted rightly, of ${views}`, ...peers],
      ['time spent', ...rightOf('### Time spent, seconds')],
      ['share watched', ...rightOf('### Share watched')],
    ])
  })

  it('has the badge of this version', () => {
    const { version } = JSON.parse(read('package.json')) as { version: string }
    expect(read('docs/images/badge-version.svg')).toContain(`version: ${version}`)
  })
})
