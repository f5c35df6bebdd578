/** The tables of the engine run. */
import { expect, it } from 'vitest'
import type { Report } from '../../engines/report.ts'
import { countAll, engineRows, formatMarkdown, testTables } from '../../engines/report.ts'

const test = (engine: string, title: string, status: string, meta: Record<string, unknown> = {}) => ({
  ancestorTitles: [engine],
  title,
  status,
  meta,
})

const report: Report = {
  testResults: [
    {
      name: '/anywhere/engines.test.ts',
      assertionResults: [
        test('phantomjs-2.1', 'counts', 'passed', { version: '538.1' }),
        test('phantomjs-2.1', 'sends', 'failed'),
        test('chromium-64', 'counts', 'skipped'),
        test('chromium-64', 'sends', 'skipped'),
      ],
    },
    { name: '/anywhere/broken.test.ts', assertionResults: [] },
  ],
}

const row = (name: 'phantomjs-2.1' | 'chromium-64' | 'chromium-of-this-machine', obstacle: string | null) => ({
  name,
  obstacle,
  stands: 'sets',
  package: 'p@1',
})

it('counts as failed what did not run because the session before it broke, and a file that could not be loaded', () => {
  expect(countAll(report)).toEqual({ passed: 1, failed: 4 })
})

it('names for each engine what it says of itself, what failed, and why it was not run', () => {
  const rows = engineRows(report, [
    row('phantomjs-2.1', null),
    row('chromium-64', null),
    row('chromium-of-this-machine', 'none is on the PATH'),
  ])
  expect(rows.slice(1)).toEqual([
    ['phantomjs-2.1', '538.1', 'sets', 'p@1', '1 of 2 FAILED'],
    ['chromium-64', '', 'sets', 'p@1', '2 of 2 FAILED'],
    ['chromium-of-this-machine', '', 'sets', 'p@1', 'not run: none is on the PATH'],
  ])
})

it('makes a table of each test file, a column an engine', () => {
  const [first] = testTables(report)
  expect(first).toEqual({
    file: 'engines.test.ts',
    rows: [
      ['', '538', '64'],
      ['counts', 'ok', 'FAILED'],
      ['sends', 'FAILED', 'FAILED'],
    ],
  })
  expect(formatMarkdown(first!.rows).split('\n').slice(0, 3)).toEqual([
    '|  | 538 | 64 |',
    '| --- | --- | --- |',
    '| counts | ok | FAILED |',
  ])
})
