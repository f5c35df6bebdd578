/**
 * How a grant lets go of its stores: abandoned, erased or closed.
 */
import { beforeEach, describe, expect, it } from 'vitest'
import type { Document } from './documents.ts'
import {
  abandon,
  cookie,
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

describe('letting go', () => {
  function fill(document: Document): void {
    document.storage._set('id', 'me')
    document.storage._set('session', 's')
    document.storage._set('activations', '[]')
    put(document, row('e:1', 'a'), row('v:1', 'a'))
    document.storage._saveExitCopies([row('v:1', 'a', 2)])
  }

  it('by abandoning leaves everything where it is', () => {
    const document = start('a')
    fill(document)
    const before = [local.values.keys(), database.all()]
    document.storage._abandon()
    expect([local.values.keys(), database.all()]).toEqual(before)
    expect(database.open).toBe(0)
  })

  it('by erasing leaves no key of ours, and every key of others', () => {
    const other = ['ctv', 'ctv.other', 'ctv-other.id', 'ctvXid', 'my.ctv.id', 'ctv.idea', 'ctv.r']
    for (const key of other) for (const store of [local, cookie]) store.values.set(key, 'theirs')
    const document = start('a')
    fill(document)
    erase(document)
    expect(local.values.keys()).toEqual(other)
    expect(cookie.values.keys()).toEqual(other)
    expect(database.all()).toEqual([])
  })

  it('by erasing reaches every store, also the one of an earlier run', () => {
    cookie.values.set('ctv.id', 'old')
    cookie.values.set('ctv.activations', 'old')
    const document = start('a')
    fill(document)
    erase(document)
    expect(cookie.values.keys()).toEqual([])
  })

  it('by erasing in the midst of reading neither calls back nor writes any more', () => {
    database.mode = 'later'
    const document = load(open('a'))
    document.storage._set('id', 'me')
    put(document, row('e:1', 'a'))
    erase(document)
    database.flush()
    timers.advance(5000)
    database.flush()
    expect(document.loaded).toBeNull()
    expect(database.all()).toEqual([])
    expect(local.values.keys()).toEqual([])
  })

  it.each([erase, abandon])(
    'by %o in the midst of a write leaves no timer, and the write does not turn up elsewhere',
    (end) => {
      const document = start('a')
      database.mode = 'later'
      put(document, row('e:1', 'a'))
      end(document)
      expect(timers.pending).toBe(0)
      timers.advance(5000)
      database.flush()
      expect(local.values.keys()).toEqual([])
      expect(database.all()).toEqual([])
    },
  )

  it('by erasing at the news that the database failed leaves nothing of what was being written', () => {
    const document = start('a')
    database.fault = 'failed'
    document.onReport = () => erase(document)
    put(document, row('e:1', 'a'), row('v:1', 'a'))
    expect(local.values.keys()).toEqual([])
  })

  it('by erasing when a full store refused an event leaves nothing of it, however often it is tried', () => {
    const document = start('a', { ...everything(), records: [] })
    local.isFull = true
    document.storage._write({ puts: [row('e:1', 'a')] }, () => {
      local.isFull = false
      erase(document)
      document.storage._write({ puts: [row('e:1', 'a')] })
    })
    expect(local.values.keys()).toEqual([])
  })

  it('by erasing while a ping is out leaves no ping', () => {
    database.seed(row('v:1', 'dead'))
    const document = load(open('a'))
    expect(local.values.get('ctv.ping')).toBe('a')
    erase(document)
    timers.advance(5000)
    expect(local.values.keys()).toEqual([])
    expect(document.loaded).toBeNull()
  })

  it('by closing waits for what is being written', () => {
    const document = start('a')
    database.mode = 'later'
    const outcomes = put(document, row('e:1', 'a'))
    put(document, row('e:2', 'a'))
    let closed = 0
    document.storage._close(() => closed++)
    expect(closed).toBe(0)
    database.flush()
    expect(closed).toBe(1)
    expect(outcomes).toEqual(['ok'])
    expect(database.all().map(keyOf)).toEqual(['e:1', 'e:2'])
    expect(database.open).toBe(0)
    expect(timers.pending).toBe(0)
    expect(local.watchers).toBe(0)
  })

  it('by closing before the stores were read still writes', () => {
    database.mode = 'later'
    const document = load(open('a'))
    put(document, row('e:1', 'a'))
    let closed = 0
    document.storage._close(() => closed++)
    database.flush()
    expect(closed).toBe(1)
    expect(document.loaded).toBeNull()
    expect(database.all().map(keyOf)).toEqual(['e:1'])
  })

  it('by closing gives a dead database no more than two seconds', () => {
    const document = start('a')
    database.mode = 'never'
    put(document, row('e:1', 'a'))
    let closed = 0
    document.storage._close(() => closed++)
    timers.advance(2000)
    expect(closed).toBe(1)
    timers.advance(10_000)
    expect(closed).toBe(1)
    expect(timers.pending).toBe(0)
  })
})
