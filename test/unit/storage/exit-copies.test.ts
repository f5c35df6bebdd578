/**
 * What is saved at once on hidden and on exit, and what the next start makes of it.
 */
import { beforeEach, describe, expect, it } from 'vitest'
import type { WriteOutcome } from '../../../src/ports/stores.ts'
import {
  cookie,
  database,
  everything,
  keyOf,
  load,
  local,
  localRow,
  localRows,
  open,
  put,
  reset,
  row,
  start,
  timers,
} from './documents.ts'

beforeEach(reset)

describe('exit copies', () => {
  it('lie in localStorage at once, while IndexedDB has not answered', () => {
    const document = start('a')
    database.mode = 'later'
    put(document, row('e:1', 'a', 1, 'x'))
    document.storage._saveExitCopies([row('e:1', 'a', 1, 'x'), row('v:1', 'a', 2, 'y')])
    expect(localRows()).toEqual(['ctv.r.e:1', 'ctv.r.v:1'])
  })

  it('are taken up by the next start where IndexedDB never got them', () => {
    const first = start('a')
    database.mode = 'never'
    first.storage._saveExitCopies([row('e:1', 'a', 1, 'x'), row('v:1', 'a', 2, 'y')])
    database.mode = 'now'
    first.storage._abandon()
    const second = start('b')
    expect(second.loaded!.records).toEqual([row('e:1', 'b', 1, 'x'), row('v:1', 'b', 2, 'y')])
    expect(database.all()).toEqual([row('e:1', 'b', 1, 'x'), row('v:1', 'b', 2, 'y')])
    expect(localRows()).toEqual([])
  })

  it('go again once IndexedDB has the record', () => {
    const document = start('a')
    database.mode = 'later'
    put(document, row('e:1', 'a'))
    document.storage._saveExitCopies([row('e:1', 'a')])
    database.flush()
    expect(database.all()).toEqual([row('e:1', 'a')])
    expect(localRows()).toEqual([])
  })

  it('that are newer than the record of IndexedDB replace it', () => {
    const first = start('a')
    put(first, row('v:1', 'a', 5, 'old'))
    first.storage._saveExitCopies([row('v:1', 'a', 9, 'new')])
    first.storage._abandon()
    expect(start('b').loaded!.records).toEqual([row('v:1', 'b', 9, 'new')])
    expect(database.all()).toEqual([row('v:1', 'b', 9, 'new')])
  })

  it('that IndexedDB has as well go, and its own records stay where they are', () => {
    const left = [row('e:1', 'dead', 5), row('v:1', 'dead', 5)]
    database.seed(...left)
    for (const record of left) local.values.set('ctv.r.' + record.key, JSON.stringify(record))
    const document = start('a')
    expect(document.loaded!.records).toEqual([row('e:1', 'a', 5), row('v:1', 'a', 5)])
    expect(database.all()).toEqual([row('e:1', 'a', 5), row('v:1', 'a', 5)])
    expect(localRows()).toEqual([])
    const outcomes: WriteOutcome[] = []
    document.storage._write({ puts: [row('e:2', 'a')], deletes: ['v:1'], ifMine: 'v:1' }, (outcome) =>
      outcomes.push(outcome),
    )
    expect(outcomes).toEqual(['ok'])
    expect(database.all().map(keyOf)).toEqual(['e:1', 'e:2'])
  })

  it('that are older than the record of IndexedDB do not count', () => {
    const first = start('a')
    first.storage._saveExitCopies([row('v:1', 'a', 5, 'old')])
    first.storage._abandon()
    database.seed(row('v:1', 'a', 9, 'new'))
    expect(start('b').loaded!.records).toEqual([row('v:1', 'b', 9, 'new')])
  })

  it('never bring back what was done with', () => {
    const first = start('a')
    first.storage._saveExitCopies([row('e:1', 'a')])
    put(first, row('e:1', 'a'))
    first.storage._write({ deletes: ['e:1'] })
    // The deletion of the copy is lost with the process: localStorage is written late.
    local.values.set('ctv.r.e:1', JSON.stringify(row('e:1', 'a')))
    first.storage._abandon()
    const second = start('b')
    expect(second.loaded!.records).toEqual([])
    expect(localRows()).toEqual([])
    second.storage._abandon()
    expect(start('c').loaded!.records).toEqual([])
    expect(database.all()).toEqual([])
  })

  it('are not taken to be there for a record with the name of a built-in', () => {
    const document = start('a')
    put(document, row('constructor', 'a'))
    document.storage._write({ deletes: ['constructor'] })
    expect(database.all()).toEqual([])
  })

  it('of a living document are left to it', () => {
    const first = start('a')
    database.mode = 'later'
    first.storage._saveExitCopies([row('v:1', 'a')])
    database.mode = 'now'
    expect(start('b').loaded!.records).toEqual([])
    expect(localRows()).toEqual(['ctv.r.v:1'])
  })

  it('are not needed where the queue lies in localStorage anyway', () => {
    const document = start('a', { ...everything(), records: [] })
    document.storage._saveExitCopies([row('v:1', 'a')])
    expect(localRows()).toEqual([])
  })

  it('made before the stores were read are kept, be there IndexedDB or not', () => {
    const left = row('e:0', 'dead')
    local.values.set('ctv.r.e:0', JSON.stringify(left))
    const document = load(open('a', { ...everything(), records: [] }))
    put(document, row('e:1', 'a'))
    document.storage._saveExitCopies([row('e:1', 'a')])
    expect(localRow('e:1')).toEqual(row('e:1', 'a'))
  })

  it('made before the stores were read are not taken for those of an earlier process', () => {
    database.seed(row('e:0', 'dead'))
    const document = load(open('a'))
    put(document, row('e:1', 'a'))
    document.storage._saveExitCopies([row('e:1', 'a'), row('v:1', 'a')])
    timers.advance(250)
    expect(document.loaded!.records).toEqual([row('e:0', 'a')])
    expect(database.all().map(keyOf).sort()).toEqual(['e:0', 'e:1'])
    expect(localRows()).toEqual(['ctv.r.v:1'])
  })

  it('never go into a cookie', () => {
    const document = start('a', { keyValue: [cookie.open], records: [database.factory] })
    document.storage._saveExitCopies([row('v:1', 'a')])
    expect(cookie.values.keys()).toEqual([])
  })

  it('that find no room are given up without a word to the app', () => {
    const document = start('a')
    local.isFull = true
    document.storage._saveExitCopies([row('v:1', 'a')])
    expect(localRows()).toEqual([])
  })

  it('of a view win by what was watched, and not by a time that the server corrected in between', () => {
    const seen = (timeSpentSeconds: number, at: number, value: string) => ({
      ...row('v:1', 'a', at, value),
      totals: { timeSpentSeconds, adTimeSeconds: 5 },
    })
    const first = start('a')
    put(first, seen(20, 9, 'less'))
    first.storage._saveExitCopies([seen(30, 5, 'more')])
    first.storage._abandon()
    expect(start('b').loaded!.records).toEqual([{ ...seen(30, 5, 'more'), owner: 'b' }])
  })

  it('of an event never win over the database, which had it later', () => {
    const first = start('a')
    first.storage._saveExitCopies([row('e:1', 'a', 9, 'before')])
    database.seed(row('e:1', 'a', 5, 'moved in time'))
    first.storage._abandon()
    expect(start('b').loaded!.records).toEqual([row('e:1', 'b', 5, 'moved in time')])
  })

  it('leave no more deletion markers than ten minutes of them, however long the process runs', () => {
    const document = start('a')
    const markers = () => database.all().filter((record) => (record as { done?: boolean }).done)
    let most = 0
    for (let hide = 0; hide < 30 * 96; hide++) {
      document.storage._saveExitCopies([row('e:' + hide, 'a')])
      put(document, row('e:' + hide, 'a'))
      document.storage._write({ deletes: ['e:' + hide] })
      timers.advance(900_000)
      most = Math.max(most, markers().length)
    }
    expect(most).toBe(1)
    expect(database.all().length).toBe(1)
  })

  it('keep a marker while a kill may still bring the copy back, and a record that is alive for ever', () => {
    const document = start('a')
    document.storage._saveExitCopies([row('e:1', 'a'), row('v:1', 'a')])
    put(document, row('e:1', 'a'), row('v:1', 'a'))
    document.storage._write({ deletes: ['e:1'] })
    timers.advance(599_999)
    put(document, row('v:1', 'a', 2))
    expect(database.all().map(keyOf).sort()).toEqual(['e:1', 'v:1'])
    timers.advance(1)
    put(document, row('v:1', 'a', 3))
    expect(database.all()).toEqual([row('v:1', 'a', 3)])
    document.storage._write({ deletes: ['v:1'] })
    expect(database.all()).toEqual([])
  })
})
