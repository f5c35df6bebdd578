/**
 * Small values, and what a start reads.
 */
import { beforeEach, describe, expect, it } from 'vitest'
import { codes, cookie, database, load, local, localRows, open, put, reset, row, start, timers } from './documents.ts'

beforeEach(reset)

describe('key-value pairs', () => {
  it('lie under the prefix', () => {
    const { storage } = open('a')
    storage._set('session', 'x')
    expect(local.values.get('ctv.session')).toBe('x')
    expect(storage._get('session')).toBe('x')
    expect(storage._get('id')).toBeNull()
  })

  it('are read as absent where reading throws', () => {
    const { storage } = open('a')
    storage._set('session', 'x')
    local.isDenied = true
    expect(storage._get('session')).toBeNull()
  })

  it('that cannot be written are reported, and nothing throws', () => {
    const document = open('a')
    local.isFull = true
    document.storage._set('activations', 'x')
    expect(document.reports).toEqual([{ code: 'storage-failed', message: expect.stringContaining('activations') }])
  })

  it('other than the id have no copy in IndexedDB', () => {
    const { storage } = start('a')
    storage._set('id', 'me')
    storage._set('session', 'x')
    storage._set('activations', 'y')
    expect(database.all()).toEqual([{ key: 'kv:id', owner: 'a0', value: 'me' }])
  })

  it('all live in IndexedDB where no key-value store works, and come back with the next start', () => {
    local.isDenied = cookie.isDenied = true
    const first = start('a')
    first.storage._set('id', 'me')
    first.storage._set('session', 'x')
    first.storage._set('activations', 'y')
    expect(start('b').loaded).toEqual({ records: [], idCopies: { id: 'me', session: 'x', activations: 'y' } })
  })
})

describe('reading at the start', () => {
  it('gives the copy of the id', () => {
    start('a').storage._set('id', 'me')
    expect(start('b').loaded!.idCopies).toEqual({ id: 'me' })
  })

  it('lets no id made before it replace the copy of the one that localStorage forgot', () => {
    start('a').storage._set('id', 'me')
    const document = open('b')
    document.storage._set('id', 'somebody new')
    load(document)
    put(document, row('e:1', 'b'))
    timers.advance(250)
    expect(database.all()).toEqual([{ key: 'kv:id', owner: 'a0', value: 'me' }, row('e:1', 'b')])
  })

  it('gives what a dead process left, and makes it its own', () => {
    database.seed(row('e:1', 'dead', 1, 'x'), row('v:1', 'dead'))
    const document = start('me')
    expect(document.loaded!.records.sort((a, b) => (a.key < b.key ? -1 : 1))).toEqual([
      row('e:1', 'me', 1, 'x'),
      row('v:1', 'me'),
    ])
    expect(database.all().every(({ owner }) => owner === 'me')).toBe(true)
  })

  it('calls back once', () => {
    let calls = 0
    open('a').storage._load(() => calls++)
    timers.advance(10_000)
    expect(calls).toBe(1)
  })

  it('is over at once where nothing was left', () => {
    expect(load(open('a')).loaded).toEqual({ records: [], idCopies: {} })
  })

  it('ignores IndexedDB where it has not answered in two seconds', () => {
    database.mode = 'never'
    const document = load(open('a'))
    timers.advance(1999)
    expect(document.loaded).toBeNull()
    timers.advance(1)
    expect(document.loaded).toEqual({ records: [], idCopies: {} })
    expect(codes(document)).toEqual(['storage-slow'])
    expect(document.storage._kinds.queue).toBe('localStorage')
  })

  it('does not listen to an answer that comes too late', () => {
    database.mode = 'later'
    database.seed(row('e:1', 'dead'))
    let calls = 0
    open('a').storage._load(() => calls++)
    timers.advance(2000)
    database.flush()
    timers.advance(5000)
    database.flush()
    expect(calls).toBe(1)
  })

  it('leaves no copy of the id among the rows of localStorage where IndexedDB does not answer', () => {
    database.mode = 'never'
    const document = load(open('a'))
    document.storage._set('id', 'me')
    put(document, row('e:1', 'a'))
    timers.advance(2000)
    expect(local.values.keys().sort()).toEqual(['ctv.id', 'ctv.r.e:1'])
  })

  it('goes on in localStorage where IndexedDB fails', () => {
    database.fault = 'failed'
    const document = start('a')
    expect(document.loaded).toEqual({ records: [], idCopies: {} })
    expect(codes(document)).toEqual(['storage-failed'])
    expect(put(document, row('e:1', 'a'))).toEqual(['ok'])
    expect(localRows()).toEqual(['ctv.r.e:1'])
  })

  it('writes nothing before it is over, and everything then, in one transaction', () => {
    database.mode = 'later'
    const document = load(open('a'))
    const outcomes = [put(document, row('e:1', 'a')), put(document, row('e:2', 'a'))]
    expect(database.changes).toEqual([])
    database.flush()
    expect(outcomes).toEqual([['ok'], ['ok']])
    expect(database.changes.length).toBe(1)
  })

  it('leaves no timer behind', () => {
    start('a')
    expect(timers.pending).toBe(0)
  })
})
