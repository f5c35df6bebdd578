/**
 * docs/testing.md shows a test that runs: the file beside this one.
 */
import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { findExamples } from '../../../scripts/lib/doc-blocks.mjs'

it('the example of docs/testing.md is testing-example.test.ts, word for word', () => {
  const [example, ...others] = findExamples(readFileSync(new URL('../../../docs/testing.md', import.meta.url), 'utf8'))
  const file = readFileSync(new URL('testing-example.test.ts', import.meta.url), 'utf8')
  expect(others).toEqual([])
  expect(`${example!.code}\n`).toBe(file.slice(file.indexOf('\n') + 1))
})
