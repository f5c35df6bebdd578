/**
 * Which store holds what, and what happens when one fails, over fake ports.
 */
import { beforeEach, describe, expect, it } from 'vitest'
import type { DiagnosticCode } from '../../../src/diagnostics.ts'
import type { KeyValueStore, RecordStore, StoredRecord, Stores, WriteOutcome } from '../../../src/ports/stores.ts'
import type { Storage } from '../../../src/storage/storage.ts'
import { eraseStores } from '../../../src/storage/open-stores.ts'
import { createStorage } from '../../../src/storage/storage.ts'
import type { FakeDatabase, FakeTimers, SharedKeyValue } from './fake-stores.ts'
import { createFakeDatabase, createFakeTimers, createSharedKeyValue } from './fake-stores.ts'

interface Row extends StoredRecord {
  at?: number
  value?: unknown
}

interface Document {
  storage: Storage
  reports: { code: DiagnosticCode; message: string }[]
  erased: number
  /** What `load` gave, or null before it did. */
  loaded: { records: Row[]; idCopies: Record<string, string> } | null
}

let timers: FakeTimers
let local: SharedKeyValue
let cookie: SharedKeyValue
let database: FakeDatabase

beforeEach(() => {
  timers = createFakeTimers()
  local = createSharedKeyValue()
  cookie = createSharedKeyValue('cookie', false)
  database = createFakeDatabase()
})

const everything = (): Stores => ({ keyValue: [local.open, cookie.open], records: [database.factory] })
const row = (key: string, owner: string, at = 1, value?: unknown): Row => ({ key, owner, at, value })
const keyOf = ({ key }: StoredRecord) => key

function open(owner: string, stores: Stores = everything(), name = 'ctv'): Document {
  const document: Document = { storage: undefined as never, reports: [], erased: 0, loaded: null }
  document.storage = createStorage({
    stores,
    timers,
    name,
    owner,
    report: (code, message) => document.reports.push({ code, message }),
    onErased: () => document.erased++,
  })
  return document
}

function load(document: Document): Document {
  document.storage.load((records, idCopies) => (document.loaded = { records, idCopies }))
  return document
}

/** Opens, reads, and waits for owners that might answer. */
function start(owner: string, stores?: Stores): Document {
  const document = load(open(owner, stores))
  timers.advance(250)
  return document
}

function abandon(document: Document): void {
  document.storage.abandon()
}

/** As at a refusal: lets go, and takes everything. */
function erase(document: Document): void {
  document.storage.abandon()
  eraseStores(everything(), 'ctv')
}

function put(document: Document, ...records: Row[]): WriteOutcome[] {
  const outcomes: WriteOutcome[] = []
  document.storage.write({ puts: records }, (outcome) => outcomes.push(outcome))
  return outcomes
}

const localRow = (key: string) => JSON.parse(local.values.get('ctv.r.' + key) || 'null')
const localRows = () => local.values.keys().filter((key) => key.startsWith('ctv.r.'))
const codes = (document: Document) => document.reports.map(({ code }) => code)

describe('the choice of stores', () => {
  it('is localStorage for ids and IndexedDB for the queue', () => {
    const document = start('a')
    expect(document.storage.kinds).toEqual({ ids: 'localStorage', queue: 'indexedDB' })
    expect(document.reports).toEqual([])
  })

  it('leaves no probe behind', () => {
    open('a')
    expect(local.values.keys()).toEqual([])
    expect(cookie.values.keys()).toEqual([])
  })

  it.each<[string, () => KeyValueStore | null]>([
    ['is missing', () => null],
    [
      'throws when it is opened',
      () => {
        throw new Error('denied')
      },
    ],
    ['throws when it is read or written', () => Object.assign(local, { isDenied: true }).open()],
    ['is full', () => Object.assign(local, { isFull: true }).open()],
    ['forgets what it was given', () => ({ ...local.open(), get: () => null })],
    ['gives back something else', () => ({ ...local.open(), get: () => 'x' })],
  ])('goes on to the next key-value store where the first %s', (_, first) => {
    const document = open('a', { keyValue: [first, cookie.open], records: [database.factory] })
    expect(document.storage.kinds.ids).toBe('cookie')
    document.storage.set('id', '1')
    expect(cookie.values.get('ctv.id')).toBe('1')
  })

  it('is memory where no key-value store works, and says so', () => {
    local.isDenied = cookie.isDenied = true
    const document = start('a')
    expect(document.storage.kinds).toEqual({ ids: 'memory', queue: 'indexedDB' })
    expect(document.reports).toEqual([
      { code: 'storage-unavailable', message: 'Ids live in indexedDB, the queue in indexedDB.' },
    ])
  })

  it('is memory for everything where nothing persists, and says so', () => {
    local.isDenied = cookie.isDenied = true
    const document = start('a', { ...everything(), records: [] })
    expect(document.storage.kinds).toEqual({ ids: 'memory', queue: 'memory' })
    expect(document.reports).toEqual([{ code: 'storage-unavailable', message: expect.stringContaining('memory') }])
    expect(put(document, row('e:1', 'a'))).toEqual(['ok'])
  })

  it.each<[string, (name: string) => RecordStore | null]>([
    ['is missing', () => null],
    [
      'throws when it is opened',
      () => {
        throw new Error('denied')
      },
    ],
  ])('is localStorage for the queue where IndexedDB %s', (_, factory) => {
    const document = start('a', { ...everything(), records: [factory] })
    expect(document.storage.kinds.queue).toBe('localStorage')
    expect(put(document, row('e:1', 'a', 1, 'x'))).toEqual(['ok'])
    expect(localRow('e:1')).toEqual(row('e:1', 'a', 1, 'x'))
  })

  it('never puts the queue into a cookie', () => {
    const document = start('a', { keyValue: [cookie.open], records: [] })
    expect(document.storage.kinds).toEqual({ ids: 'cookie', queue: 'memory' })
    put(document, row('e:1', 'a'))
    expect(cookie.values.keys()).toEqual([])
  })

  it('is reported where ids persist in a cookie and the queue in memory only', () => {
    local.isDenied = true
    const document = start('a', { ...everything(), records: [] })
    expect(document.storage.kinds).toEqual({ ids: 'cookie', queue: 'memory' })
    expect(document.reports).toEqual([
      { code: 'storage-unavailable', message: 'Ids live in cookie, the queue in memory.' },
    ])
  })

  it('asks the second record store where the first is missing', () => {
    expect(start('a', { ...everything(), records: [() => null, database.factory] }).storage.kinds.queue).toBe(
      'indexedDB',
    )
  })
})

describe('key-value pairs', () => {
  it('lie under the prefix', () => {
    const { storage } = open('a')
    storage.set('session', 'x')
    expect(local.values.get('ctv.session')).toBe('x')
    expect(storage.get('session')).toBe('x')
    expect(storage.get('id')).toBeNull()
  })

  it('are read as absent where reading throws', () => {
    const { storage } = open('a')
    storage.set('session', 'x')
    local.isDenied = true
    expect(storage.get('session')).toBeNull()
  })

  it('that cannot be written are reported, and nothing throws', () => {
    const document = open('a')
    local.isFull = true
    document.storage.set('activations', 'x')
    expect(document.reports).toEqual([{ code: 'storage-failed', message: expect.stringContaining('activations') }])
  })

  it('other than the id have no copy in IndexedDB', () => {
    const { storage } = start('a')
    storage.set('id', 'me')
    storage.set('session', 'x')
    storage.set('activations', 'y')
    expect(database.all()).toEqual([{ key: 'kv:id', owner: '', value: 'me' }])
  })

  it('all live in IndexedDB where no key-value store works, and come back with the next start', () => {
    local.isDenied = cookie.isDenied = true
    const first = start('a')
    first.storage.set('id', 'me')
    first.storage.set('session', 'x')
    first.storage.set('activations', 'y')
    expect(start('b').loaded).toEqual({ records: [], idCopies: { id: 'me', session: 'x', activations: 'y' } })
  })
})

describe('reading at the start', () => {
  it('gives the copy of the id', () => {
    start('a').storage.set('id', 'me')
    expect(start('b').loaded!.idCopies).toEqual({ id: 'me' })
  })

  it('lets no id made before it replace the copy of the one that localStorage forgot', () => {
    start('a').storage.set('id', 'me')
    const document = open('b')
    document.storage.set('id', 'somebody new')
    load(document)
    put(document, row('e:1', 'b'))
    timers.advance(250)
    expect(database.all()).toEqual([{ key: 'kv:id', owner: '', value: 'me' }, row('e:1', 'b')])
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
    open('a').storage.load(() => calls++)
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
    expect(document.storage.kinds.queue).toBe('localStorage')
  })

  it('does not listen to an answer that comes too late', () => {
    database.mode = 'later'
    database.seed(row('e:1', 'dead'))
    let calls = 0
    open('a').storage.load(() => calls++)
    timers.advance(2000)
    database.flush()
    timers.advance(5000)
    database.flush()
    expect(calls).toBe(1)
  })

  it('leaves no copy of the id among the rows of localStorage where IndexedDB does not answer', () => {
    database.mode = 'never'
    const document = load(open('a'))
    document.storage.set('id', 'me')
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
    first.storage.write({ deletes: ['v:1'], ifMine: 'v:1' }, (outcome) => outcomes.push(outcome))
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
    first.storage.abandon()
    expect(start('second').loaded!.records).toEqual([row('v:1', 'second')])
  })

  it('of two, each keeps its own', () => {
    const [one, two] = [start('one'), start('two')]
    put(one, row('v:1', 'one'))
    put(two, row('v:2', 'two'))
    database.seed(row('v:3', 'dead'))
    expect(start('three').loaded!.records.map(keyOf)).toEqual(['v:3'])
  })

  it('finds its checkpoint taken where it could not answer in time', () => {
    const first = start('first')
    put(first, row('v:1', 'first'))
    // Frozen: its events are not delivered.
    const second = load(open('second', { keyValue: [createSharedKeyValue().open], records: [database.factory] }))
    timers.advance(250)
    expect(second.loaded!.records.map(keyOf)).toEqual(['v:1'])
    const outcomes: WriteOutcome[] = []
    first.storage.write({ puts: [row('e:1', 'first')], deletes: ['v:1'], ifMine: 'v:1' }, (outcome) =>
      outcomes.push(outcome),
    )
    expect(outcomes).toEqual(['taken'])
    expect(database.all()).toEqual([row('v:1', 'second')])
  })

  it('is not asked where it cannot hear: nothing was left', () => {
    load(open('a'))
    expect(local.values.get('ctv.ping')).toBeNull()
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
    first.storage.abandon()
    expect(start('third', stores).loaded!.records).toEqual([row('v:1', 'third')])
  })

  it('shuts when the id vanishes, and when everything does', () => {
    const first = start('first')
    first.storage.set('id', 'me')
    const other = local.open()
    other.set('ctv.session', 'x')
    other.remove('ctv.session')
    other.set('elsewhere.id', 'x')
    other.remove('elsewhere.id')
    other.set('ctv.id', 'changed')
    expect(first.erased).toBe(0)
    other.remove('ctv.id')
    expect(first.erased).toBe(1)
    local.clear()
    expect(first.erased).toBe(2)
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

describe('a database that fails', () => {
  it('gives way to localStorage, with the write that failed', () => {
    const document = start('a')
    put(document, row('e:1', 'a'))
    database.fault = 'failed'
    expect(put(document, row('e:2', 'a', 1, 'x'))).toEqual(['ok'])
    expect(localRow('e:2')).toEqual(row('e:2', 'a', 1, 'x'))
    expect(document.storage.kinds.queue).toBe('localStorage')
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
    document.storage.write({ deletes: ['e:1', 'e:2'] })
    expect(database.all()).toEqual([])
    expect(localRows()).toEqual([])
  })

  it('lets a guarded change through: what the guard asks for lies in it', () => {
    const document = start('a')
    put(document, row('v:1', 'a'))
    database.fault = 'failed'
    const outcomes: WriteOutcome[] = []
    document.storage.write({ puts: [row('e:1', 'a')], deletes: ['v:1'], ifMine: 'v:1' }, (outcome) =>
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
    expect(document.storage.kinds.queue).toBe('indexedDB')
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

  it('keep their order around a guarded one, which runs alone', () => {
    const document = start('a')
    put(document, row('v:1', 'a'))
    database.mode = 'later'
    const heard: string[] = []
    document.storage.write({ puts: [row('e:1', 'a')] }, () => heard.push('first'))
    document.storage.write({ puts: [row('e:2', 'a')] }, () => heard.push('second'))
    document.storage.write({ deletes: ['v:1'], ifMine: 'v:1' }, () => heard.push('guarded'))
    document.storage.write({ puts: [row('v:1', 'a')] }, () => heard.push('last'))
    database.flush()
    expect(heard).toEqual(['first', 'second', 'guarded', 'last'])
    expect(database.all().map(keyOf).sort()).toEqual(['e:1', 'e:2', 'v:1'])
  })

  it('do not grow with the queue: one put for each event, one delete for each acknowledgement', () => {
    const document = start('a')
    const before = database.changes.length
    for (let place = 0; place < 50; place++) put(document, row('e:' + place, 'a'))
    for (let place = 0; place < 50; place++) document.storage.write({ deletes: ['e:' + place] })
    const since = database.changes.slice(before)
    expect(since.length).toBe(100)
    expect(since.every(({ puts, deletes }) => puts.length + deletes.length === 1)).toBe(true)
  })
})

describe('last words', () => {
  it('lie in localStorage at once, while IndexedDB has not answered', () => {
    const document = start('a')
    database.mode = 'later'
    put(document, row('e:1', 'a', 1, 'x'))
    document.storage.saveExitCopies([row('e:1', 'a', 1, 'x'), row('v:1', 'a', 2, 'y')])
    expect(localRows()).toEqual(['ctv.r.e:1', 'ctv.r.v:1'])
  })

  it('are taken up by the next start where IndexedDB never got them', () => {
    const first = start('a')
    database.mode = 'never'
    first.storage.saveExitCopies([row('e:1', 'a', 1, 'x'), row('v:1', 'a', 2, 'y')])
    database.mode = 'now'
    first.storage.abandon()
    const second = start('b')
    expect(second.loaded!.records).toEqual([row('e:1', 'b', 1, 'x'), row('v:1', 'b', 2, 'y')])
    expect(database.all()).toEqual([row('e:1', 'b', 1, 'x'), row('v:1', 'b', 2, 'y')])
    expect(localRows()).toEqual([])
  })

  it('go again once IndexedDB has the record', () => {
    const document = start('a')
    database.mode = 'later'
    put(document, row('e:1', 'a'))
    document.storage.saveExitCopies([row('e:1', 'a')])
    database.flush()
    expect(database.all()).toEqual([row('e:1', 'a')])
    expect(localRows()).toEqual([])
  })

  it('that are newer than the record of IndexedDB replace it', () => {
    const first = start('a')
    put(first, row('v:1', 'a', 5, 'old'))
    first.storage.saveExitCopies([row('v:1', 'a', 9, 'new')])
    first.storage.abandon()
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
    document.storage.write({ puts: [row('e:2', 'a')], deletes: ['v:1'], ifMine: 'v:1' }, (outcome) =>
      outcomes.push(outcome),
    )
    expect(outcomes).toEqual(['ok'])
    expect(database.all().map(keyOf)).toEqual(['e:1', 'e:2'])
  })

  it('that are older than the record of IndexedDB do not count', () => {
    const first = start('a')
    first.storage.saveExitCopies([row('v:1', 'a', 5, 'old')])
    first.storage.abandon()
    database.seed(row('v:1', 'a', 9, 'new'))
    expect(start('b').loaded!.records).toEqual([row('v:1', 'b', 9, 'new')])
  })

  it('never bring back what was done with', () => {
    const first = start('a')
    first.storage.saveExitCopies([row('e:1', 'a')])
    put(first, row('e:1', 'a'))
    first.storage.write({ deletes: ['e:1'] })
    // The deletion of the copy is lost with the process: localStorage is written late.
    local.values.set('ctv.r.e:1', JSON.stringify(row('e:1', 'a')))
    first.storage.abandon()
    const second = start('b')
    expect(second.loaded!.records).toEqual([])
    expect(localRows()).toEqual([])
    second.storage.abandon()
    expect(start('c').loaded!.records).toEqual([])
    expect(database.all()).toEqual([])
  })

  it('of a living document are left to it', () => {
    const first = start('a')
    database.mode = 'later'
    first.storage.saveExitCopies([row('v:1', 'a')])
    database.mode = 'now'
    expect(start('b').loaded!.records).toEqual([])
    expect(localRows()).toEqual(['ctv.r.v:1'])
  })

  it('are not needed where the queue lies in localStorage anyway', () => {
    const document = start('a', { ...everything(), records: [] })
    document.storage.saveExitCopies([row('v:1', 'a')])
    expect(localRows()).toEqual([])
  })

  it('said before the stores were read are kept, be there IndexedDB or not', () => {
    const left = row('e:0', 'dead')
    local.values.set('ctv.r.e:0', JSON.stringify(left))
    const document = load(open('a', { ...everything(), records: [] }))
    put(document, row('e:1', 'a'))
    document.storage.saveExitCopies([row('e:1', 'a')])
    expect(localRow('e:1')).toEqual(row('e:1', 'a'))
  })

  it('said before the stores were read are not taken for those of an earlier process', () => {
    database.seed(row('e:0', 'dead'))
    const document = load(open('a'))
    put(document, row('e:1', 'a'))
    document.storage.saveExitCopies([row('e:1', 'a'), row('v:1', 'a')])
    timers.advance(250)
    expect(document.loaded!.records).toEqual([row('e:0', 'a')])
    expect(database.all().map(keyOf).sort()).toEqual(['e:0', 'e:1'])
    expect(localRows()).toEqual(['ctv.r.v:1'])
  })

  it('never go into a cookie', () => {
    const document = start('a', { keyValue: [cookie.open], records: [database.factory] })
    document.storage.saveExitCopies([row('v:1', 'a')])
    expect(cookie.values.keys()).toEqual([])
  })

  it('that find no room are given up without a word to the app', () => {
    const document = start('a')
    local.isFull = true
    document.storage.saveExitCopies([row('v:1', 'a')])
    expect(localRows()).toEqual([])
  })
})

describe('letting go', () => {
  function fill(document: Document): void {
    document.storage.set('id', 'me')
    document.storage.set('session', 's')
    document.storage.set('activations', '[]')
    put(document, row('e:1', 'a'), row('v:1', 'a'))
    document.storage.saveExitCopies([row('v:1', 'a', 2)])
  }

  it('by abandoning leaves everything where it is', () => {
    const document = start('a')
    fill(document)
    const before = [local.values.keys(), database.all()]
    document.storage.abandon()
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
    document.storage.set('id', 'me')
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
    document.storage.close(() => closed++)
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
    document.storage.close(() => closed++)
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
    document.storage.close(() => closed++)
    timers.advance(2000)
    expect(closed).toBe(1)
    timers.advance(10_000)
    expect(closed).toBe(1)
    expect(timers.pending).toBe(0)
  })
})

describe('erasing without having read', () => {
  it('takes everything under the name, and reads nothing', () => {
    const document = start('a')
    document.storage.set('id', 'me')
    put(document, row('e:1', 'a'))
    document.storage.abandon()
    local.reads.length = 0
    eraseStores(everything(), 'ctv')
    expect(local.reads).toEqual([])
    expect(local.values.keys()).toEqual([])
    expect(database.all()).toEqual([])
  })

  it('leaves another tracker of the page alone', () => {
    const other = load(open('b', everything(), 'ctv2'))
    other.storage.set('id', 'theirs')
    eraseStores(everything(), 'ctv')
    expect(local.values.get('ctv2.id')).toBe('theirs')
  })

  it('goes on where one store denies access', () => {
    cookie.values.set('ctv.id', 'x')
    local.isDenied = true
    eraseStores(
      {
        keyValue: [local.open, cookie.open],
        records: [
          () => {
            throw new Error('denied')
          },
          () => null,
        ],
      },
      'ctv',
    )
    expect(cookie.values.keys()).toEqual([])
  })
})
