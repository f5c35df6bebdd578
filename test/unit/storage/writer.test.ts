/**
 * The order of writes, and what happens when the durable store fails.
 */
import { beforeEach, describe, expect, it } from 'vitest'
import type { WriteOutcome } from '../../../src/ports/stores.ts'
import {
  codes,
  database,
  everything,
  keyOf,
  local,
  localRow,
  localRows,
  put,
  reset,
  row,
  start,
  timers,
} from './documents.ts'

beforeEach(reset)

describe('a database that fails', () => {
  it('gives way to localStorage, with the write that failed', () => {
    const document = start('a')
    put(document, row('e:1', 'a'))
    database.fault = 'failed'
    expect(put(document, row('e:2', 'a', 1, 'x'))).toEqual(['ok'])
    expect(localRow('e:2')).toEqual(row('e:2', 'a', 1, 'x'))
    expect(document.storage._kinds.queue).toBe('localStorage')
    expect(codes(document)).toEqual(['storage-failed'])
  })

  it('that no longer answers a write gives way after two seconds', () => {
    const document = start('a')
    database.mode = 'never'
    const outcomes = [put(document, row('e:1', 'a')), put(document, row('e:2', 'a'))]
    timers.advance(1999)
    expect(outcomes).toEqual([[], []])
    timers.advance(1)
    expect(outcomes).toEqual([['ok'], ['ok']])
    expect(localRows()).toEqual(['ctv.r.e:1', 'ctv.r.e:2'])
    expect(codes(document)).toEqual(['storage-failed'])
  })

  it('is reported once', () => {
    const document = start('a')
    database.fault = 'failed'
    put(document, row('e:1', 'a'))
    put(document, row('e:2', 'a'))
    expect(codes(document)).toEqual(['storage-failed'])
  })

  it('still hears of deletions, so that nothing is sent twice by the next start', () => {
    const document = start('a')
    put(document, row('e:1', 'a'))
    database.fault = 'failed'
    put(document, row('e:2', 'a'))
    database.fault = null
    document.storage._write({ deletes: ['e:1', 'e:2'] })
    expect(database.all()).toEqual([])
    expect(localRows()).toEqual([])
  })

  it('lets a change that needs its owner through: the record it asks for lies in it', () => {
    const document = start('a')
    put(document, row('v:1', 'a'))
    database.fault = 'failed'
    const outcomes: WriteOutcome[] = []
    document.storage._write({ puts: [row('e:1', 'a')], deletes: ['v:1'], ifMine: 'v:1' }, (outcome) =>
      outcomes.push(outcome),
    )
    expect(outcomes).toEqual(['ok'])
    expect(localRows()).toEqual(['ctv.r.e:1'])
  })

  it('with no room says so, and stays', () => {
    const document = start('a')
    database.fault = 'full'
    expect(put(document, row('e:1', 'a'))).toEqual(['full'])
    database.fault = null
    expect(put(document, row('e:1', 'a'))).toEqual(['ok'])
    expect(document.storage._kinds.queue).toBe('indexedDB')
    expect(document.reports).toEqual([])
  })

  it('full localStorage says so as well', () => {
    const document = start('a', { ...everything(), records: [] })
    local.isFull = true
    expect(put(document, row('e:1', 'a'))).toEqual(['full'])
  })
})

describe('writes', () => {
  it('run one at a time, and those that wait share a transaction', () => {
    const document = start('a')
    database.mode = 'later'
    const outcomes = [1, 2, 3, 4].map((place) => put(document, row('e:' + place, 'a')))
    expect(database.changes.length).toBe(1)
    database.flush()
    expect(outcomes).toEqual([['ok'], ['ok'], ['ok'], ['ok']])
    expect(database.changes.map(({ puts }) => puts.map(keyOf))).toEqual([['e:1'], ['e:2', 'e:3', 'e:4']])
  })

  it('keep their order around one that needs its owner, which runs alone', () => {
    const document = start('a')
    put(document, row('v:1', 'a'))
    database.mode = 'later'
    const heard: string[] = []
    document.storage._write({ puts: [row('e:1', 'a')] }, () => heard.push('first'))
    document.storage._write({ puts: [row('e:2', 'a')] }, () => heard.push('second'))
    document.storage._write({ deletes: ['v:1'], ifMine: 'v:1' }, () => heard.push('if mine'))
    document.storage._write({ puts: [row('v:1', 'a')] }, () => heard.push('last'))
    database.flush()
    expect(heard).toEqual(['first', 'second', 'if mine', 'last'])
    expect(database.all().map(keyOf).sort()).toEqual(['e:1', 'e:2', 'v:1'])
  })

  it('do not grow with the queue: one put for each event, one delete for each acknowledgement', () => {
    const document = start('a')
    const before = database.changes.length
    for (let place = 0; place < 50; place++) put(document, row('e:' + place, 'a'))
    for (let place = 0; place < 50; place++) document.storage._write({ deletes: ['e:' + place] })
    const since = database.changes.slice(before)
    expect(since.length).toBe(100)
    expect(since.every(({ puts, deletes }) => puts.length + deletes.length === 1)).toBe(true)
  })
})
