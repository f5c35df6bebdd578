/**
 * What was stored is gone: whether somebody refused, took it, or only emptied a store.
 */
import { beforeEach, describe, expect, it } from 'vitest'
import type { WriteOutcome } from '../../../src/ports/stores.ts'
import { eraseStores } from '../../../src/storage/open-stores.ts'
import type { Document } from './documents.ts'
import {
  codes,
  cookie,
  database,
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

/** A document that stored an id, session and activations, and writes its records again when it is told to. */
function living(owner: string, stores = everything(), view = 'v:1'): Document {
  const document = start(owner, stores)
  for (const key of ['id', 'session', 'activations'] as const) document.storage._set(key, 'the ' + key)
  document.onVanished = () => put(document, row('e:held', owner), row(view, owner))
  put(document, row(view, owner))
  return document
}
const ids = () => ['id', 'session', 'activations'].map((key) => local.values.get('ctv.' + key))
const ALL = ['the id', 'the session', 'the activations']
const empty = () => database.rows.keys().forEach(database.rows.remove)
function ifMine(document: Document, ...keys: string[]): WriteOutcome[] {
  const outcomes: WriteOutcome[] = []
  document.storage._write({ puts: [row('e:new', 'a')], ifMine: keys }, (outcome) => outcomes.push(outcome))
  return outcomes
}

describe('a database that was emptied', () => {
  it('gets the change that found it so, what the process holds, and the id again, and that is reported', () => {
    const document = living('a')
    empty()
    expect(ifMine(document, 'v:1')).toEqual(['ok'])
    expect(database.all().map(keyOf).sort()).toEqual(['e:held', 'e:new', 'kv:id', 'v:1'])
    expect(document.reports.map(({ message }) => message)).toEqual([
      'indexedDB was emptied; what this process still holds is written again.',
    ])
    expect(document.erased).toBe(0)
  })

  it('is noticed by a plain write as well', () => {
    const document = living('a')
    empty()
    expect(put(document, row('e:2', 'a'))).toEqual(['ok'])
    expect(database.all().map(keyOf).sort()).toEqual(['e:2', 'e:held', 'kv:id', 'v:1'])
  })

  it('is noticed by each of two documents, once, also where one of them has filled it again', () => {
    const [one, two] = [living('one'), living('two', everything(), 'v:2')]
    empty()
    put(one, row('e:1', 'one'))
    expect(ifMine(two, 'v:2')).toEqual(['ok'])
    put(one, row('e:2', 'one'))
    expect([codes(one), codes(two)]).toEqual([['storage-failed'], ['storage-failed']])
    expect([ifMine(one, 'v:1'), ifMine(two, 'v:2')]).toEqual([['ok'], ['ok']])
  })

  it('is not taken for one from which another process took a record', () => {
    const document = living('a')
    const other = start('b', { keyValue: [cookie.open], records: [database.factory] })
    other.storage._write({ deletes: ['v:1'], ifMine: 'v:1' })
    expect(ifMine(document, 'v:1')).toEqual(['taken'])
    expect(codes(document)).toEqual([])
  })

  it('that then fails gives way to localStorage, with everything', () => {
    const document = living('a')
    empty()
    const write = ifMine(document, 'v:1')
    expect(write).toEqual(['ok'])
    database.fault = 'failed'
    empty()
    expect(put(document, row('e:3', 'a'))).toEqual(['ok'])
    expect(local.values.get('ctv.r.e:3')).not.toBeNull()
  })

  it('with localStorage, as an engine clears a site, is filled again, id and all', () => {
    const document = living('a')
    eraseStores({ keyValue: [() => local.values], records: [database.factory] }, 'ctv')
    expect(ifMine(document, 'v:1')).toEqual(['ok'])
    expect(database.all().map(keyOf).sort()).toEqual(['e:held', 'e:new', 'kv:id', 'v:1'])
    expect(ids()).toEqual(ALL)
    expect([document.erased, timers.pending]).toEqual([0, 0])
  })

  it('by a refusal in another document is left empty once that is heard, also where a write was faster', () => {
    const document = living('a')
    const other = local.open()
    eraseStores({ keyValue: [() => local.values], records: [database.factory] }, 'ctv')
    put(document, row('e:2', 'a'))
    expect(document.erased).toBe(0)
    other.remove('ctv.id')
    expect(document.erased).toBe(1)
  })

  it('by a refusal and a grant in one breath belongs to the new grant alone', () => {
    const document = living('a')
    eraseStores({ keyValue: [() => local.values], records: [database.factory] }, 'ctv')
    local.values.set('ctv.id', 'another')
    expect(ifMine(document, 'v:1')).toEqual([])
    expect(document.erased).toBe(1)
    expect([database.all(), local.values.keys()]).toEqual([[], ['ctv.id']])
  })
})

describe('a localStorage that the app emptied', () => {
  const clear = () => local.values.keys().forEach(local.values.remove)

  it.each<[string, (document: Document) => void]>([
    ['the next write', (document) => put(document, row('e:2', 'a'))],
    ['hidden or exit', (document) => document.storage._saveExitCopies([])],
  ])('gets id, session and activations again with %s', (_, act) => {
    const document = living('a')
    clear()
    act(document)
    expect(ids()).toEqual(ALL)
    expect(codes(document)).toEqual(['storage-failed'])
    expect(document.erased).toBe(0)
  })

  it('gets the queue again where it holds that too, and nothing counts as taken', () => {
    const document = living('a', { ...everything(), records: [] })
    clear()
    expect(ifMine(document, 'v:1')).toEqual(['ok'])
    expect(local.values.keys().sort()).toEqual(
      ['activations', 'id', 'r.e:held', 'r.e:new', 'r.v:1', 'session'].map((key) => 'ctv.' + key),
    )
  })

  it('is stored again at once by every other document, which hears of it', () => {
    const stores = { ...everything(), records: [] }
    const [one, two] = [living('one', stores), living('two', stores)]
    local.clear()
    expect([one.erased, two.erased]).toEqual([0, 0])
    expect(ids()).toEqual(ALL)
    expect([codes(one)[0], codes(two)[0]]).toEqual(['storage-failed', 'storage-failed'])
  })

  it('by a document that another one was faster to mend is mended by it too', () => {
    const stores = { ...everything(), records: [] }
    const document = living('a', stores)
    clear()
    local.open().set('ctv.id', 'the id')
    expect(local.values.get('ctv.r.e:held')).not.toBeNull()
    expect(document.erased).toBe(0)
  })

  it('before a tracker that has not read its stores yet is closed costs nothing of what it still writes', () => {
    database.mode = 'later'
    const document = load(open('a'))
    document.storage._set('id', 'the id')
    clear()
    put(document, row('e:1', 'a'))
    let closed = 0
    document.storage._close(() => closed++)
    database.flush()
    expect([closed, database.all().map(keyOf), local.values.keys()]).toEqual([1, ['e:1'], ['ctv.id']])
  })

  it('and has no room now is not tried again with every write', () => {
    const document = living('a')
    clear()
    local.isFull = true
    put(document, row('e:2', 'a'))
    const reports = document.reports.length
    put(document, row('e:3', 'a'))
    expect(document.reports.length).toBe(reports)
  })
})

describe('a cookie that vanished', () => {
  it.each<[string, (document: Document) => void]>([
    ['write', (document) => put(document, row('e:2', 'a'))],
    ['exit', (document) => document.storage._saveExitCopies([row('v:1', 'a')])],
  ])('is a refusal in another document, of which this one hears with its next %s', (_, act) => {
    const document = living('a', { keyValue: [cookie.open], records: [database.factory] })
    const before = database.all()
    cookie.values.keys().forEach(cookie.values.remove)
    expect(document.erased).toBe(0)
    act(document)
    expect(document.erased).toBe(1)
    expect(database.all()).toEqual(before)
    expect(cookie.values.keys()).toEqual([])
  })
})

describe('a store that is closing', () => {
  it('leaves nothing where another tracker of the page refuses before it has written', () => {
    const first = open('a')
    first.storage._set('id', 'me')
    first.storage._load(() => {})
    timers.advance(250)
    database.mode = 'later'
    put(first, row('e:1', 'a'))
    put(first, row('e:2', 'a'))
    let closed = 0
    first.storage._close(() => closed++)
    eraseStores({ keyValue: [() => local.values], records: [database.factory] }, 'ctv')
    database.flush()
    expect(closed).toBe(1)
    expect([database.all(), local.values.keys()]).toEqual([[], []])
    expect(timers.pending).toBe(0)
  })

  it('that is abandoned leaves no timer behind, and is done', () => {
    const document = start('a')
    database.mode = 'never'
    put(document, row('e:1', 'a'))
    let closed = 0
    document.storage._close(() => closed++)
    document.storage._abandon()
    expect([closed, timers.pending]).toEqual([1, 0])
  })
})

describe('an empty write that asks whether records are still ours', () => {
  const ask = (document: Document, ...keys: string[]) => {
    const answers: WriteOutcome[] = []
    document.storage._write({ ifMine: keys }, (outcome) => answers.push(outcome))
    return answers
  }

  it('says yes while nobody took any', () => {
    const document = living('a')
    expect(ask(document, 'v:1')).toEqual(['ok'])
    expect(ask(document)).toEqual(['ok'])
  })

  it('says no where another process has one of them, or has deleted it', () => {
    const document = living('a')
    put(document, row('e:1', 'a'), row('e:2', 'a'), row('e:3', 'a'))
    database.seed(row('e:2', 'b'))
    database.rows.remove('e:3')
    expect(ask(document, 'e:1', 'e:2')).toEqual(['taken'])
    expect(ask(document, 'e:3')).toEqual(['taken'])
    expect(ask(document, 'e:1')).toEqual(['ok'])
  })

  it('takes none for taken where the store was emptied, or fails, or does not answer', () => {
    const document = living('a')
    empty()
    expect(ask(document, 'v:1', 'e:gone')).toEqual(['ok'])
    database.mode = 'never'
    const answers = ask(document, 'v:1')
    timers.advance(2000)
    expect(answers).not.toContain('taken')
  })
})

describe('a localStorage that is full at the start', () => {
  it('is read where it holds our id, and the id does not change when there is room again', () => {
    living('a').storage._abandon()
    local.isFull = true
    const second = start('b')
    expect(second.storage._get('id')).toBe('the id')
    expect(second.storage._get('activations')).toBe('the activations')
    second.storage._abandon()
    local.isFull = false
    expect(start('c').storage._get('id')).toBe('the id')
  })

  it('leaves the id to the cookie where it has none, and takes it over when there is room', () => {
    local.isFull = true
    const first = start('a')
    first.storage._set('id', 'me')
    first.storage._abandon()
    expect(cookie.values.get('ctv.id')).toBe('me')
    local.isFull = false
    const second = start('b')
    expect(second.storage._get('id')).toBe('me')
    expect(local.values.get('ctv.id')).toBe('me')
    second.storage._abandon()
    local.isFull = true
    expect(start('c').storage._get('id')).toBe('me')
  })
})
