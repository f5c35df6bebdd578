import { describe, expect, it } from 'vitest'
import type { SegmentCount } from '../../../tools/admin/index.ts'
import { createProgress } from '../../../tools/cli/segments-counts-command.ts'
import { formatColumns, formatTabs } from '../../../tools/cli/segments-table.ts'

const count: SegmentCount = {
  segmentType: 'growth',
  segmentBasis: 'label',
  segmentBasisId: 'sports',
  actionType: 'Videoview',
  name: 'sports',
  userCount: 1200,
  strength: 0.8333,
  minWeight: 0.5,
}

describe('counts on a terminal', () => {
  it('stand in columns, numbers to the right', () => {
    expect(formatColumns([count, { ...count, segmentBasisId: 'news', name: 'news', userCount: 7, strength: 1 }])).toBe(
      [
        'type    basis  id      name    action     users  strength',
        'growth  label  sports  sports  Videoview   1200    0.8333',
        'growth  label  news    news    Videoview      7    1.0000',
        '',
      ].join('\n'),
    )
  })

  it('say so where there are none', () => {
    expect(formatColumns([])).toBe('No segment has a user of this weight.\n')
  })

  it('cannot be steered by a name', () => {
    expect(formatColumns([{ ...count, name: '\u001b[31mred\n' }])).toContain('?[31mred?')
    expect(formatTabs([{ ...count, name: 'a\tb' }])).toContain('\ta?b\t')
  })
})

describe('progress', () => {
  function shown(isTTY: boolean, pages: number): string {
    let text = ''
    const progress = createProgress({ isTTY, write: (part) => (text += part) })
    for (let page = 1; page <= pages; page += 1) progress.report(page, pages)
    progress.end()
    return text
  }

  it('is one line on a terminal, gone at the end', () => {
    expect(shown(true, 2)).toBe('\rpage 1 of 2\rpage 2 of 2\r\u001b[K')
  })

  it('is a line per page elsewhere', () => {
    expect(shown(false, 2)).toBe('page 1 of 2\npage 2 of 2\n')
  })

  it('is silent where there is one page', () => {
    expect(shown(true, 1) + shown(false, 1)).toBe('')
  })
})
