import { describe, expect, it } from 'vitest'
import { findExamples } from '../../../scripts/lib/doc-blocks.mjs'
import { splitBySource, weighSources } from '../../../scripts/lib/source-map.mjs'
import { countCases } from '../../../scripts/lib/vitest-report.mjs'

describe('examples of a page', () => {
  it('are its ts blocks, with the line where each begins', () => {
    const page = [
      '# Page',
      '```ts',
      'const a = 1',
      '```',
      '```sh',
      'npm start',
      '```',
      '```ts',
      'const b = 2',
      '```',
    ].join('\n')
    expect(findExamples(page)).toEqual([
      { line: 3, code: 'const a = 1', language: 'ts' },
      { line: 9, code: 'const b = 2', language: 'ts' },
    ])
  })

  it('leave out what is marked to be ignored', () => {
    expect(findExamples('```ts ignore\n…\n```')).toEqual([])
  })

  it('go on from the one before where they say so, at their own line', () => {
    const page = ['```ts', 'const a = 1', '```', 'text', '```ts continues', 'a.toFixed()', '```'].join('\n')
    const [example, ...others] = findExamples(page)
    expect(others).toEqual([])
    expect(example?.line).toBe(2)
    expect(example?.code.split('\n')[6 - 2]).toBe('a.toFixed()')
  })

  it('lose the indentation of the list they stand in', () => {
    expect(findExamples('1. step\n   ```ts\n   if (a) {\n     b()\n   }\n   ```')).toEqual([
      { line: 3, code: 'if (a) {\n  b()\n}', language: 'ts' },
    ])
  })
})

describe('a source map', () => {
  it('tells which part of the output came from which source', () => {
    const map = { sources: ['a.ts', 'b.ts'], mappings: 'AAAA,ICAA;A' }
    expect(splitBySource('aaaabbbbbb\n}', map)).toEqual([
      ['a.ts', 'aaaa'],
      ['b.ts', 'bbbbbb\n'],
      [null, '}'],
    ])
  })

  it('weighs a source by what leaving it out saves', () => {
    const map = { sources: ['a.ts', 'b.ts'], mappings: 'AAAA,ICAA' }
    const halfLength = (text: string) => text.length / 2
    expect(weighSources('aaaabbbbbb', map, halfLength)).toEqual([
      { source: 'b.ts', rawBytes: 6, gzipBytes: 3 },
      { source: 'a.ts', rawBytes: 4, gzipBytes: 2 },
    ])
  })
})

describe('counting test cases', () => {
  it('adds a failure for each file that could not be loaded', () => {
    const run = {
      numPassedTests: 3,
      numFailedTests: 1,
      testResults: [
        { status: 'failed', assertionResults: [] },
        { status: 'failed', assertionResults: [{}] },
      ],
    }
    expect(countCases(JSON.stringify(run))).toEqual({ passed: 3, failed: 2 })
  })

  it('knows nothing where there is no report, or half of one', () => {
    expect(countCases(null)).toBeNull()
    expect(countCases('{"numPassed')).toBeNull()
  })
})
