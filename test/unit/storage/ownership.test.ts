/**
 * Two documents on one device: whose records are whose, and who hears of an erasure.
 */
import { beforeEach, describe, expect, it } from 'vitest'
import type { WriteOutcome } from '../../../src/ports/stores.ts'
import { createSharedKeyValue } from './fake-stores.ts'
import {
  abandon,
  codes,
  database,
  erase,
  everything,
  keyOf,
  load,
  local,
  open,
  put,
  reset,
  row,
  start,
  timers,
} from './documents.ts'

beforeEach(reset)

describe('another living document', () => {
  it('keeps its records, since it answers a ping within 250 ms', () => {
    const first = start('first')
    put(first, row('v:1', 'first'), row('e:1', 'first'))
    const second = load(open('second'))
    timers.advance(249)
    expect(second.loaded).toBeNull()
    timers.advance(1)
    expect(second.loaded!.records).toEqual([])
    expect(database.all().map(({ owner }) => owner)).toEqual(['first', 'first'])
    const outcomes: WriteOutcome[] = []
    first.storage._write({ deletes: ['v:1'], ifMine: 'v:1' }, (outcome) => outcomes.push(outcome))
    expect(outcomes).toEqual(['ok'])
  })

  it('keeps them before two newcomers that ask at the same time', () => {
    const first = start('first')
    put(first, row('v:1', 'first'))
    const second = load(open('second'))
    timers.advance(100)
    const third = load(open('third'))
    timers.advance(250)
    expect([second.loaded!.records, third.loaded!.records]).toEqual([[], []])
    expect(database.all()).toEqual([row('v:1', 'first')])
  })

  it('loses them once it is gone', () => {
    const first = start('first')
    put(first, row('v:1', 'first'))
    first.storage._abandon()
    expect(start('second').loaded!.records).toEqual([row('v:1', 'second')])
  })

  it('of two, each keeps its own', () => {
    const [one, two] = [start('one'), start('two')]
    put(one, row('v:1', 'one'))
    put(two, row('v:2', 'two'))
    database.seed(row('v:3', 'dead'))
    expect(start('three').loaded!.records.map(keyOf)).toEqual(['v:3'])
  })

  it('finds its stored view taken where it could not answer in time', () => {
    const first = start('first')
    put(first, row('v:1', 'first'))
    // Frozen: its events are not delivered.
    const second = load(open('second', { keyValue: [createSharedKeyValue().open], records: [database.factory] }))
    timers.advance(250)
    expect(second.loaded!.records.map(keyOf)).toEqual(['v:1'])
    const outcomes: WriteOutcome[] = []
    first.storage._write({ puts: [row('e:1', 'first')], deletes: ['v:1'], ifMine: 'v:1' }, (outcome) =>
      outcomes.push(outcome),
    )
    expect(outcomes).toEqual(['taken'])
    expect(database.all()).toEqual([row('v:1', 'second')])
  })

  it('is not asked where it cannot hear: nothing was left', () => {
    load(open('a'))
    expect(local.values.get('ctv.ping')).toBeNull()
  })

  it('was asked at once for its rows of localStorage, and is not asked again where the database fails late', () => {
    const first = start('first', { ...everything(), records: [] })
    put(first, row('v:1', 'first'))
    database.mode = 'later'
    database.fault = 'failed'
    const second = load(open('second'))
    timers.advance(1900)
    database.flush()
    expect(second.loaded!.records).toEqual([])
    expect(codes(second)).toEqual(['storage-failed'])
    expect(timers.pending).toBe(0)
  })

  it('leaves neither ping nor pong', () => {
    const first = start('first')
    put(first, row('v:1', 'first'))
    start('second')
    expect(local.values.keys()).toEqual([])
  })

  it('is pinged for rows of localStorage as well', () => {
    const stores = { ...everything(), records: [] }
    const first = start('first', stores)
    put(first, row('v:1', 'first'))
    expect(start('second', stores).loaded!.records).toEqual([])
    first.storage._abandon()
    expect(start('third', stores).loaded!.records).toEqual([row('v:1', 'third')])
  })

  it('shuts when the id vanishes', () => {
    const first = start('first')
    first.storage._set('id', 'me')
    const other = local.open()
    other.set('ctv.session', 'x')
    other.remove('ctv.session')
    other.set('elsewhere.id', 'x')
    other.remove('elsewhere.id')
    other.set('ctv.id', 'changed')
    expect(first.erased).toBe(0)
    other.remove('ctv.id')
    expect(first.erased).toBe(1)
  })

  it('is asked also where the database never answers, and what the silent ones left is taken', () => {
    const first = start('first', { ...everything(), records: [] })
    put(first, row('e:1', 'first'))
    local.values.set('ctv.r.e:2', JSON.stringify(row('e:2', 'dead')))
    database.mode = 'never'
    const second = load(open('second'))
    timers.advance(2000)
    expect(second.loaded!.records).toEqual([row('e:2', 'second')])
    expect(codes(second)).toEqual(['storage-slow'])
    expect(local.values.keys()).toEqual(['ctv.r.e:1', 'ctv.r.e:2'])
    expect(timers.pending).toBe(0)
  })

  it('hears nothing any more after its end', () => {
    for (const end of [abandon, erase]) {
      const document = start('a')
      end(document)
      local.clear()
      expect(document.erased).toBe(0)
      expect(local.watchers).toBe(0)
    }
  })
})
