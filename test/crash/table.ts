/** Reports as text. */
import type { EngineReport } from './run.ts'
import { EVIDENCE } from './run.ts'

/** Columns as wide as their widest cell; numbers to the right. */
export function formatTable(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const cells = [head, ...rows].map((row) => row.map(String))
  const widths = head.map((_, column) => Math.max(...cells.map((row) => row[column]!.length)))
  return cells
    .map((row) =>
      row.map((cell, column) => (column === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[column]!))).join('  '),
    )
    .join('\n')
}

export function formatReports(reports: readonly EngineReport[]): string {
  const head = [
    'engine',
    'kills',
    'accepted',
    'delivered',
    'dropped and reported',
    'lost',
    'out of order',
    'duplicates allowed (cut + killed)',
    'not allowed',
    'views open',
    'completed',
    'databases deleted by the engine (with)',
  ]
  const rows = reports.map(({ engine, kills, verdict }) => {
    const { accepted, delivered, reported, allowedDuplicates, wipes, wiped, openViews, completedViews, violations } =
      verdict
    const count = (kind: string): number => violations.filter((violation) => violation.kind === kind).length
    const allowed = `${allowedDuplicates.cut} + ${allowedDuplicates.killed}`
    return [
      engine,
      kills,
      accepted,
      delivered,
      reported,
      count('lost'),
      count('order'),
      allowed,
      count('duplicate'),
      openViews,
      completedViews,
      `${wipes} (${wiped})`,
    ]
  })
  const codes = reports.map(
    ({ engine, diagnostics }) =>
      `${engine} said ${[...diagnostics].map(([code, count]) => `${code} ${count}×`).join(', ') || 'nothing'}`,
  )
  return [formatTable(head, rows), '', ...codes].join('\n')
}

/** The first of each engine; '' where there are none. */
export function formatViolations(reports: readonly EngineReport[]): string {
  const SHOWN = 20
  return reports
    .filter(({ verdict }) => verdict.violations.length > 0)
    .map(({ engine, verdict: { violations } }) => {
      const head = `${engine}: ${violations.length} violations; the evidence is in ${EVIDENCE}`
      const lines = violations.slice(0, SHOWN).map(({ kind, what }) => `  ${kind}: ${what}`)
      return [head, ...lines, ...(violations.length > SHOWN ? ['  …'] : [])].join('\n')
    })
    .join('\n')
}
