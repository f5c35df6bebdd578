/** What a run of the suite says, as tables: engine by engine, and test by engine. Pure. */
import type { ChosenEngine } from './selection.ts'

/** The part of vitest's JSON report that is read. */
export interface Report {
  testResults: {
    name: string
    assertionResults: { ancestorTitles: string[]; title: string; status: string; meta?: Record<string, unknown> }[]
  }[]
}

export interface EngineRow extends ChosenEngine<string> {
  stands: string
  package: string
}

interface Outcome {
  passed: number
  failed: number
  version: string
}

/** A test that did not run because the session before it broke counts as failed. */
export function outcomeOf(report: Report, engine: string): Outcome {
  const cases = report.testResults
    .flatMap((file) => file.assertionResults)
    .filter(({ ancestorTitles }) => ancestorTitles[0] === engine)
  const passed = cases.filter(({ status }) => status === 'passed').length
  const version = cases.map(({ meta }) => meta?.['version']).find((it) => typeof it === 'string') as string | undefined
  return { passed, failed: cases.length - passed, version: version ?? '' }
}

export function countAll(report: Report): { passed: number; failed: number } {
  const files = report.testResults.map(({ assertionResults }) => ({
    passed: assertionResults.filter(({ status }) => status === 'passed').length,
    // A file that could not be loaded has no tests, and counts as one.
    failed: Math.max(
      assertionResults.filter(({ status }) => status !== 'passed').length,
      assertionResults.length === 0 ? 1 : 0,
    ),
  }))
  return {
    passed: files.reduce((sum, { passed }) => sum + passed, 0),
    failed: files.reduce((sum, { failed }) => sum + failed, 0),
  }
}

/** One row an engine. */
export function engineRows(report: Report, engines: readonly EngineRow[]): string[][] {
  return [
    ['engine', 'says that it is', 'stands for', 'package', 'result'],
    ...engines.map(({ name, obstacle, stands, package: source }) => {
      const { passed, failed, version } = outcomeOf(report, name)
      const result =
        obstacle !== null
          ? `not run: ${obstacle}`
          : failed > 0
            ? `${failed} of ${passed + failed} FAILED`
            : `${passed} passed`
      return [name, version, stands, source, result]
    }),
  ]
}

/** One table a test file: a row each title, a column each engine. */
export function testTables(report: Report): { file: string; rows: string[][] }[] {
  return report.testResults.map(({ name, assertionResults }) => {
    const engines = [...new Set(assertionResults.map(({ ancestorTitles }) => ancestorTitles[0] ?? ''))]
    const titles = [...new Set(assertionResults.map(({ title }) => title))]
    const cell = (title: string, engine: string): string => {
      const found = assertionResults.find((it) => it.title === title && it.ancestorTitles[0] === engine)
      return found ? (found.status === 'passed' ? 'ok' : 'FAILED') : '–'
    }
    const rows = [
      ['', ...engines.map(shortName)],
      ...titles.map((title) => [title, ...engines.map((engine) => cell(title, engine))]),
    ]
    return { file: name.replace(/^.*[\\/]/, ''), rows }
  })
}

function shortName(engine: string): string {
  return engine
    .replace('phantomjs-2.1', '538')
    .replace('qtwebkit-602', 'Qt 602')
    .replace('jsc-of-this-machine', 'JSC')
    .replace('hermes-', 'Hermes ')
    .replace(/^chromium-/, '')
    .replace('of-this-machine', 'newest')
}

/** Columns of a terminal. */
export function formatColumns(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)))
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column]!))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

export function formatMarkdown(rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`
  const [head, ...body] = rows
  return [line(head!), line(head!.map(() => '---')), ...body.map(line)].join('\n')
}
