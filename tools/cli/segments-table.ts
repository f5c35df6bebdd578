/**
 * Segment counts as text.
 * Pure.
 */
import type { SegmentCount } from '../admin/index.ts'
import { printableLine } from '../text/printable.ts'

const titles = ['type', 'basis', 'id', 'name', 'action', 'users', 'strength']
const numbers = new Set(['users', 'strength'])

/** Aligned columns for a terminal. */
export function formatColumns(counts: readonly SegmentCount[]): string {
  if (counts.length === 0) return 'No segment has a user of this weight.\n'
  const rows = [titles, ...counts.map(cellsOf)]
  const widths = titles.map((_, i) => Math.max(...rows.map((row) => [...(row[i] ?? '')].length)))
  return rows
    .map(
      (row) =>
        `${row
          .map((cell, i) => pad(cell, widths[i] ?? 0, numbers.has(titles[i] ?? '')))
          .join('  ')
          .trimEnd()}\n`,
    )
    .join('')
}

/** Tab-separated values under their titles, for other programs. */
export function formatTabs(counts: readonly SegmentCount[]): string {
  return [titles, ...counts.map(cellsOf)].map((row) => `${row.join('\t')}\n`).join('')
}

function cellsOf(count: SegmentCount): string[] {
  const cells = [
    count.segmentType,
    count.segmentBasis,
    count.segmentBasisId,
    count.name,
    count.actionType,
    String(count.userCount),
    count.strength.toFixed(4),
  ]
  // Names come from apps; in a cell, an end of a line or a tab would break the table.
  return cells.map(printableLine)
}

function pad(cell: string, width: number, isNumber: boolean): string {
  const space = ' '.repeat(width - [...cell].length)
  return isNumber ? space + cell : cell + space
}
