/** docs/guide-coverage.md: every row names a test that is there, or words that its page says. */
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const root = fileURLToPath(new URL('../../../', import.meta.url))
const read = (file: string): string => readFileSync(path.join(root, file), 'utf8')

/** What is not built yet: the tests that will show it, as the rows name them. It must be empty in the end. */
const OPEN: string[] = []

const rows = read('docs/guide-coverage.md')
  .split('\n')
  .filter((line) => line.startsWith('| ') && !line.startsWith('| sentence '))
  .map((line) => {
    const [, sentence = '', shown = '', ...rest] =
      line.split(' | ').length === 2 ? ['', ...line.slice(2).split(' | ')] : []
    return { sentence, references: shown.replace(/ \|$/, '').split('<br>'), isRow: rest.length === 0 && !!sentence }
  })
const references = rows.flatMap(({ sentence, references }) =>
  references.map((reference) => ({ sentence, reference: reference.trim() })),
)
const isOpen = (reference: string): boolean => reference.startsWith('open: ')

/** Whether a file of tests has one of this title: a text of its own, with what the test does behind it. */
function hasTest(file: string, title: string): boolean {
  if (!/^test\/.+\.test\.ts$/.test(file) || !existsSync(path.join(root, file))) return false
  const text = read(file)
  return [`'${title}',`, `"${title}",`, `\`${title}\`,`].some((literal) => text.includes(literal))
}

/** Whether a page says this, however its lines are broken. */
function says(page: string, words: string): boolean {
  const file = path.join('docs', page)
  return existsSync(path.join(root, file)) && read(file).replace(/\s+/g, ' ').includes(words)
}

function isShown(reference: string): boolean {
  const test = /^`(.+?)` › (.+)$/.exec(reference)
  if (test) return hasTest(test[1]!, test[2]!)
  const page = /^\[.+?\]\((.+?)\) “(.+)”$/.exec(reference)
  return !!page && says(page[1]!, page[2]!)
}

describe('the sentences of the vendors’ documents', () => {
  it('stand in rows of a sentence and what shows it', () => {
    expect(rows.length).toBeGreaterThan(250)
    expect(rows.filter(({ isRow }) => !isRow)).toEqual([])
  })

  it('are each shown by a test that is there, or said by a page', () => {
    expect(references.filter(({ reference }) => !isOpen(reference) && !isShown(reference))).toEqual([])
  })

  it('are open where the list of open ones says so, and nowhere else', () => {
    const open = references.map(({ reference }) => reference).filter(isOpen)
    expect([...new Set(open.map((reference) => reference.slice('open: '.length)))]).toEqual(OPEN)
    for (const reference of OPEN) {
      const [file, title] = reference.split(' › ')
      // What is built belongs into its row.
      expect(hasTest(file!, title!), reference).toBe(false)
    }
  })

  it('are not taken for shown by a test that is not there', () => {
    for (const reference of [
      '',
      '`test/nowhere.test.ts` › anything',
      '`test/unit/docs/guide-coverage.test.ts` › nothing',
      'yes',
    ])
      expect(isShown(reference), reference).toBe(false)
  })
})
