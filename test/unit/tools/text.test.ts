/**
 * Foreign text on its way to a terminal or a report.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { printableLine, printableSource, printableText } from '../../../tools/text/printable.ts'
import { createRedact, redactAll } from '../../../tools/text/redact.ts'

describe('printable text', () => {
  it.each(['\u001b[2J', '\u009b2J', '\r', '\u0007', '\u007f', '\u202e', '\u2066', '\u2028', '\u200f', '\u0000'])(
    'has no %j left',
    (steering) => {
      const [first] = steering
      for (const text of [printableLine(`a${steering}b`), printableText(`a${steering}b`)])
        expect(text).not.toContain(first)
      expect(printableSource(`"a${steering}b"`)).not.toContain(first)
      expect(JSON.parse(printableSource(JSON.stringify(`a${steering}b`)))).toBe(`a${steering}b`)
    },
  )

  it('keeps what is text, in every script, and ends of lines where there are several', () => {
    const text = 'naïve 新闻 👩‍🚀 “x” – 1\tz\nsecond'
    expect(printableText(text)).toBe(text)
    expect(printableLine(text)).toBe('naïve 新闻 👩‍🚀 “x” – 1?z?second')
  })

  it('is all that the command writes', () => {
    const folder = new URL('../../../tools/cli/', import.meta.url)
    const writers = readdirSync(folder).filter((file) =>
      /process\.std(out|err)\.write|console\./.test(readFileSync(new URL(file, folder), 'utf8')),
    )
    expect(writers).toEqual(['output.ts'])
  })
})

describe('redacted text', () => {
  const key = '6f1c2d3e-aaaa-4bbb-8ccc-0123456789ab'

  it('holds no secret, plain, escaped or in JSON', () => {
    const odd = 'a b"c/d+e%f'
    const redact = createRedact([key, odd], 'KEY')
    expect(redact(`?k=${key}&x=1 (${key}), "${key}"`)).toBe('?k=KEY&x=1 (KEY), "KEY"')
    expect(redact(encodeURIComponent(odd))).toBe('KEY')
    expect(redact(JSON.stringify({ key: odd }))).toBe('{"key":"KEY"}')
  })

  it('keeps words that only contain one, and every word where the secret is too short to be a key', () => {
    expect(createRedact(['x'], 'KEY')('Contextual')).toBe('Contextual')
    expect(createRedact(['sequence'], 'KEY')('subsequences of a sequence')).toBe('subsequences of a KEY')
  })

  it('reaches into what is nested', () => {
    expect(redactAll({ a: [{ b: key, c: 1, d: null }] }, createRedact([key], 'KEY'))).toEqual({
      a: [{ b: 'KEY', c: 1, d: null }],
    })
  })
})
