/**
 * JSON from the outside.
 */
import { expect, it } from 'vitest'
import { parseJson } from '../../../tools/emulator/json.ts'

const nested = (levels: number): string => '['.repeat(levels) + ']'.repeat(levels)

it('is parsed up to 200 levels', () => {
  expect(JSON.stringify(parseJson(nested(200)))).toBe(nested(200))
  expect(() => parseJson(nested(201))).toThrow(new SyntaxError('nested deeper than 200 levels'))
})

it('may hold any number of brackets side by side and in text', () => {
  const text = JSON.stringify({
    text: `${'['.repeat(300)}\\"${'{'.repeat(300)}`,
    list: Array.from({ length: 300 }, () => ({})),
  })
  expect(JSON.stringify(parseJson(text))).toBe(text)
})

it('is refused where it is malformed', () => {
  expect(() => parseJson('{"a":')).toThrow(SyntaxError)
})
