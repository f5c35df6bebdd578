/**
 * The list of diagnostic codes, the document that explains them, and the sources that report them.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { DIAGNOSTIC_CODES } from '../../src/diagnostics.ts'

const root = new URL('../../', import.meta.url)
const read = (path: string) => readFileSync(new URL(path, root), 'utf8')

const codes = read('docs/errors.md').split('\n## Codes\n')[1]!.split('\n## ')[0]!
const rows = [...codes.matchAll(/^\| `([a-z-]+)` \| (.+) \| (.+) \|$/gm)].map(([, code, when, what]) => ({
  code: code!,
  when: when!,
  what: what!,
}))

/** Everything in `src` but the list itself and its sentences. */
const sources = readdirSync(new URL('src/', root), { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts') && !/^(diagnostics|sentences)/.test(path))
  .map((path) => read('src/' + path))
  .join('\n')
const isReported = (code: string) => sources.includes(`'${code}'`)

describe('the diagnostic codes', () => {
  it('are each in the list once', () => {
    expect(new Set(DIAGNOSTIC_CODES).size).toBe(DIAGNOSTIC_CODES.length)
  })

  it('are explained by the document, each that can be reported, and no other, in the order of the list', () => {
    expect(rows.map(({ code }) => code)).toEqual(DIAGNOSTIC_CODES.filter(isReported))
  })

  it('are each reported somewhere', () => {
    expect(DIAGNOSTIC_CODES.filter((code) => !isReported(code))).toEqual([])
  })

  it('are explained in whole sentences', () => {
    for (const { code, when, what } of rows) {
      expect(when, code).toMatch(/^[A-Z`].{20,}\.$/)
      expect(what, code).toMatch(/^[A-Z`].*\.$/)
    }
  })
})
