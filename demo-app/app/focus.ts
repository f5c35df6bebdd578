/**
 * Where the focus goes in rows of tiles. Pure.
 */

export interface Focus {
  row: number
  column: number
}

export type Direction = 'up' | 'down' | 'left' | 'right'

function clamp(value: number, high: number): number {
  return Math.max(0, Math.min(high, value))
}

/** `lengths` holds the number of tiles of each row. At an edge the focus stays. */
export function moveFocus(lengths: number[], focus: Focus, direction: Direction): Focus {
  const row = clamp(focus.row + (direction === 'down' ? 1 : direction === 'up' ? -1 : 0), lengths.length - 1)
  const column = focus.column + (direction === 'right' ? 1 : direction === 'left' ? -1 : 0)
  return { row, column: clamp(column, lengths[row]! - 1) }
}

/** The tile after this one: in its row, else the first of the next row, else the very first. */
export function nextFocus(lengths: number[], focus: Focus): Focus {
  if (focus.column + 1 < lengths[focus.row]!) return { row: focus.row, column: focus.column + 1 }
  return { row: (focus.row + 1) % lengths.length, column: 0 }
}
