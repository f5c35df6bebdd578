import { describe, expect, it } from 'vitest'
import { moveFocus, nextFocus } from '../../../../demo-app/app/focus.ts'

const lengths = [3, 2, 1]

describe('moveFocus', () => {
  it('moves by one in every direction', () => {
    expect(moveFocus(lengths, { row: 0, column: 0 }, 'right')).toEqual({ row: 0, column: 1 })
    expect(moveFocus(lengths, { row: 0, column: 1 }, 'left')).toEqual({ row: 0, column: 0 })
    expect(moveFocus(lengths, { row: 0, column: 1 }, 'down')).toEqual({ row: 1, column: 1 })
    expect(moveFocus(lengths, { row: 1, column: 1 }, 'up')).toEqual({ row: 0, column: 1 })
  })

  it('stays at the edges', () => {
    expect(moveFocus(lengths, { row: 0, column: 2 }, 'right')).toEqual({ row: 0, column: 2 })
    expect(moveFocus(lengths, { row: 0, column: 0 }, 'left')).toEqual({ row: 0, column: 0 })
    expect(moveFocus(lengths, { row: 0, column: 0 }, 'up')).toEqual({ row: 0, column: 0 })
    expect(moveFocus(lengths, { row: 2, column: 0 }, 'down')).toEqual({ row: 2, column: 0 })
  })

  it('goes to the last tile of a shorter row', () => {
    expect(moveFocus(lengths, { row: 0, column: 2 }, 'down')).toEqual({ row: 1, column: 1 })
  })
})

describe('nextFocus', () => {
  it('is the next tile of the row, then the next row, then the first tile', () => {
    expect(nextFocus(lengths, { row: 0, column: 0 })).toEqual({ row: 0, column: 1 })
    expect(nextFocus(lengths, { row: 0, column: 2 })).toEqual({ row: 1, column: 0 })
    expect(nextFocus(lengths, { row: 2, column: 0 })).toEqual({ row: 0, column: 0 })
  })
})
