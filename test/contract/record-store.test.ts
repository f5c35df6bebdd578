/**
 * One suite for every record store: key-value rows, IndexedDB (the implementation of fake-indexeddb), AsyncStorage over a fake native
 * store, and the fake device.
 */
import { IDBCursor, IDBFactory, IDBObjectStore } from 'fake-indexeddb'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createAsyncStorageOpener } from '../../platforms/react-native/async-storage.ts'
import { openIndexedDb } from '../../platforms/web/indexed-db.ts'
import type { Condition, RecordChange, RecordStore, StoredRecord, WriteOutcome } from '../../src/ports/stores.ts'
import { createKeyValueRecords } from '../../src/storage/key-value-records.ts'
import { createMemoryStore } from '../../src/storage/memory-store.ts'
import { createFakeDevice } from '../support/fakes/fake-platform.ts'
import { createFakeNativeStore } from '../support/fakes/fake-react-native.ts'

interface Row extends StoredRecord {
  value?: unknown
}

interface Subject {
  /** The store as one more process would open it. */
  open(): RecordStore
}

const SUBJECTS: [string, () => Subject][] = [
  [
    'key-value rows',
    () => {
      const rows = createMemoryStore()
      return { open: () => createKeyValueRecords(rows, 'name.r.') }
    },
  ],
  [
    'IndexedDB',
    () => {
      Object.defineProperty(globalThis, 'indexedDB', { value: new IDBFactory(), configurable: true, writable: true })
      return { open: () => openIndexedDb('name')! }
    },
  ],
  ...([2, 3] as const).map((version): [string, () => Subject] => [
    `AsyncStorage ${version}`,
    () => {
      // An app is one process: what opens the store again is the same tracker.
      const open = createAsyncStorageOpener(createFakeNativeStore().boot(version))
      return { open: () => open('name')! }
    },
  ]),
  [
    'the fake device',
    () => {
      const device = createFakeDevice()
      return { open: () => device.boot().ports.stores.records[0]!('name')! }
    },
  ],
]

const row = (key: string, owner: string, value?: unknown): Row => ({ key, owner, value })
const byKey = (records: StoredRecord[] | null) => records && [...records].sort((a, b) => (a.key < b.key ? -1 : 1))
const NOBODY = () => false
const ifMine = (key: string, owner: string): Condition => ({ key, owner, otherwise: 'taken' })

describe.each(SUBJECTS)('a record store over %s', (_, create) => {
  let subject: Subject
  let opened: RecordStore[]

  beforeEach(() => {
    opened = []
    subject = create()
  })
  afterEach(() => opened.forEach((store) => store.close()))

  function open(): RecordStore {
    const store = subject.open()
    opened.push(store)
    return store
  }
  const write = (store: RecordStore, change: Partial<RecordChange>) =>
    new Promise<WriteOutcome>((resolve) => store.write({ puts: [], deletes: [], ...change }, resolve))
  const claim = (store: RecordStore, owner: string, isMine: (record: StoredRecord) => boolean = NOBODY) =>
    new Promise<Row[] | null>((resolve) => store.claim(owner, isMine, resolve))

  it('is empty at first', async () => {
    expect(await claim(open(), 'a')).toEqual([])
  })

  it('gives back what was put, as plain JSON', async () => {
    const store = open()
    const records = [row('e:1', 'a', { deep: [1, 'ä', null, { b: false }] }), row('v:2', 'a')]
    expect(await write(store, { puts: records })).toBe('ok')
    expect(JSON.parse(JSON.stringify(byKey(await claim(store, 'a'))))).toEqual(JSON.parse(JSON.stringify(records)))
  })

  it('outlives the process', async () => {
    const first = open()
    await write(first, { puts: [row('e:1', 'a', 1)] })
    first.close()
    expect(await claim(open(), 'b')).toEqual([row('e:1', 'a', 1)])
  })

  it('puts over a record of the same key', async () => {
    const store = open()
    await write(store, { puts: [row('e:1', 'a', 'old'), row('e:2', 'a', 'x')] })
    await write(store, { puts: [row('e:1', 'a', 'new')] })
    expect(byKey(await claim(store, 'a'))).toEqual([row('e:1', 'a', 'new'), row('e:2', 'a', 'x')])
  })

  it('deletes by key, also what is not there', async () => {
    const store = open()
    await write(store, { puts: [row('e:1', 'a', 1), row('e:2', 'a', 2), row('e:11', 'a', 3)] })
    expect(await write(store, { deletes: ['e:1', 'e:9'] })).toBe('ok')
    expect(byKey(await claim(store, 'a'))).toEqual([row('e:11', 'a', 3), row('e:2', 'a', 2)])
  })

  it('puts and deletes in one change', async () => {
    const store = open()
    await write(store, { puts: [row('v:1', 'a', 1)] })
    expect(await write(store, { puts: [row('e:1', 'a', 2)], deletes: ['v:1'] })).toBe('ok')
    expect(await claim(store, 'a')).toEqual([row('e:1', 'a', 2)])
  })

  it('takes a change without anything in it', async () => {
    expect(await write(open(), {})).toBe('ok')
  })

  it('keeps the order of writes that were not waited for', async () => {
    const store = open()
    const outcomes = await Promise.all([1, 2, 3, 4, 5].map((value) => write(store, { puts: [row('e:1', 'a', value)] })))
    expect(outcomes).toEqual(['ok', 'ok', 'ok', 'ok', 'ok'])
    expect(await claim(store, 'a')).toEqual([row('e:1', 'a', 5)])
  })

  it('takes awkward keys', async () => {
    const store = open()
    const keys = ['__proto__', 'constructor', 'e:ä%=;', 'e: ', 'v:' + 'x'.repeat(200)]
    await write(store, { puts: keys.map((key) => row(key, 'a', key)) })
    expect(byKey(await claim(store, 'a'))).toEqual(byKey(keys.map((key) => row(key, 'a', key))))
  })

  describe('a condition', () => {
    it('lets a change through while the record exists and belongs to the owner', async () => {
      const store = open()
      await write(store, { puts: [row('v:1', 'a', 1)] })
      expect(await write(store, { puts: [row('e:1', 'a', 2)], deletes: ['v:1'], onlyIf: [ifMine('v:1', 'a')] })).toBe(
        'ok',
      )
      expect(await claim(store, 'a')).toEqual([row('e:1', 'a', 2)])
    })

    it('stops all of a change where the record is missing', async () => {
      const store = open()
      await write(store, { puts: [row('e:0', 'a', 0)] })
      expect(await write(store, { puts: [row('e:1', 'a', 2)], deletes: ['e:0'], onlyIf: [ifMine('v:1', 'a')] })).toBe(
        'taken',
      )
      expect(await claim(store, 'a')).toEqual([row('e:0', 'a', 0)])
    })

    it('stops all of a change where the record belongs to another', async () => {
      const store = open()
      await write(store, { puts: [row('v:1', 'b', 1)] })
      expect(
        await write(store, {
          puts: [row('v:1', 'a', 2), row('e:1', 'a', 2)],
          deletes: ['v:1'],
          onlyIf: [ifMine('v:1', 'a')],
        }),
      ).toBe('taken')
      expect(await claim(store, 'a')).toEqual([row('v:1', 'b', 1)])
    })

    it('of several that are not met says what the first is for', async () => {
      const store = open()
      await write(store, { puts: [row('v:1', 'a', 1), row('v:2', 'b', 1)] })
      const gone: Condition = { key: 'kv:id', owner: 'a', otherwise: 'gone' }
      const change = { puts: [row('e:1', 'a', 2)], deletes: ['v:1'] }
      expect(await write(store, { ...change, onlyIf: [ifMine('v:1', 'a'), ifMine('v:2', 'a'), gone] })).toBe('taken')
      expect(await write(store, { ...change, onlyIf: [ifMine('v:1', 'a'), gone, ifMine('v:2', 'a')] })).toBe('gone')
      expect(byKey(await claim(store, 'a'))).toEqual([row('v:1', 'a', 1), row('v:2', 'b', 1)])
      expect(await write(store, { ...change, onlyIf: [ifMine('v:1', 'a'), ifMine('v:2', 'b')] })).toBe('ok')
    })

    it('holds against a claim by another process', async () => {
      const [mine, other] = [open(), open()]
      await write(mine, { puts: [row('v:1', 'a', 1)] })
      await claim(other, 'b', () => true)
      expect(await write(mine, { deletes: ['v:1'], onlyIf: [ifMine('v:1', 'a')] })).toBe('taken')
      expect(await write(other, { deletes: ['v:1'], onlyIf: [ifMine('v:1', 'b')] })).toBe('ok')
    })
  })

  describe('a claim', () => {
    it('reads everything, and changes the owner of what it is told to', async () => {
      const store = open()
      await write(store, { puts: [row('e:1', 'dead', 1), row('e:2', 'alive', 2), row('e:3', '', 3)] })
      expect(byKey(await claim(store, 'me', (record) => record.owner === 'dead'))).toEqual([
        row('e:1', 'me', 1),
        row('e:2', 'alive', 2),
        row('e:3', '', 3),
      ])
      expect(byKey(await claim(store, 'me'))).toEqual([row('e:1', 'me', 1), row('e:2', 'alive', 2), row('e:3', '', 3)])
    })

    it('of two processes at once gives each record to one of them', async () => {
      const [one, two] = [open(), open()]
      await write(one, { puts: [1, 2, 3, 4].map((place) => row('e:' + place, 'dead', place)) })
      const isDead = (record: StoredRecord) => record.owner === 'dead'
      const [first, second] = await Promise.all([claim(one, 'one', isDead), claim(two, 'two', isDead)])
      const owned = [first!.filter(({ owner }) => owner === 'one'), second!.filter(({ owner }) => owner === 'two')]
      expect(owned[0]!.length + owned[1]!.length).toBe(4)
      const final = await claim(one, 'three')
      expect(final!.every(({ owner }) => owner === 'one' || owner === 'two')).toBe(true)
    })
  })

  it('is erased by a handle that never read it', async () => {
    const first = open()
    await write(first, { puts: [row('e:1', 'a', 1), row('v:1', 'a', 1)] })
    first.close()
    open().erase()
    expect(await claim(open(), 'a')).toEqual([])
  })

  it('is erased while another process holds it open', async () => {
    const [first, second] = [open(), open()]
    await write(first, { puts: [row('e:1', 'a', 1)] })
    await claim(second, 'b')
    second.erase()
    expect(await claim(open(), 'c')).toEqual([])
  })
})

describe('IndexedDB', () => {
  let factory: IDBFactory
  beforeEach(() => {
    factory = new IDBFactory()
    Object.defineProperty(globalThis, 'indexedDB', { value: factory, configurable: true, writable: true })
  })
  const names = async () => (await factory.databases()).map(({ name }) => name)

  // Chromium reads ahead of a cursor until something else is asked in between; a full queue took seconds to claim then.
  it('claims without a write between two steps of the cursor', async () => {
    const store = openIndexedDb('name')!
    await new Promise((resolve) =>
      store.write({ puts: [1, 2, 3].map((place) => row('e:' + place, 'dead', place)), deletes: [] }, resolve),
    )
    const [step, put, update] = [
      vi.spyOn(IDBCursor.prototype, 'continue'),
      vi.spyOn(IDBObjectStore.prototype, 'put'),
      vi.spyOn(IDBCursor.prototype, 'update'),
    ]
    await new Promise((resolve) => store.claim('me', () => true, resolve))
    const lastStep = Math.max(...step.mock.invocationCallOrder)
    const writes = [...put.mock.invocationCallOrder, ...update.mock.invocationCallOrder]
    vi.restoreAllMocks()
    store.close()
    expect(writes).toHaveLength(3)
    expect(Math.min(...writes)).toBeGreaterThan(lastStep)
  })
  const claim = (store: RecordStore) =>
    new Promise<StoredRecord[] | null>((resolve) => store.claim('a', NOBODY, resolve))
  const write = (store: RecordStore, puts: StoredRecord[]) =>
    new Promise<WriteOutcome>((resolve) => store.write({ puts, deletes: [] }, resolve))

  it('is not opened before it is used', async () => {
    openIndexedDb('name')
    expect(await names()).toEqual([])
  })

  it('leaves no database behind once it is erased', async () => {
    const store = openIndexedDb('name')!
    await write(store, [row('e:1', 'a')])
    expect(await names()).toEqual(['name'])
    store.erase()
    await expect.poll(names, { timeout: 10_000 }).toEqual([])
  })

  it('is gone also where a write was not waited for, before or after the first opening', async () => {
    for (const isOpened of [false, true]) {
      const store = openIndexedDb('name')!
      if (isOpened) await write(store, [row('e:0', 'a')])
      const written = write(store, [row('e:1', 'a')])
      store.erase()
      openIndexedDb('name')!.erase()
      expect(await written).toBe('failed')
      await expect.poll(names, { timeout: 10_000 }).toEqual([])
    }
  })

  it('that another document erases is gone for those who have it open, and none of them makes a new one', async () => {
    const [first, second] = [openIndexedDb('name')!, openIndexedDb('name')!]
    await write(first, [row('e:1', 'a')])
    second.erase()
    await expect.poll(names, { timeout: 10_000 }).toEqual([])
    expect(await write(first, [row('e:2', 'a')])).toBe('gone')
    expect(await claim(first)).toBeNull()
    expect(await names()).toEqual([])
  })

  it('answers failure, later, where opening it throws', async () => {
    const denied = () => {
      throw new Error('SecurityError')
    }
    Object.defineProperty(globalThis, 'indexedDB', { value: { open: denied }, configurable: true, writable: true })
    const store = openIndexedDb('name')!
    expect(await claim(store)).toBeNull()
    expect(await write(store, [row('e:1', 'a')])).toBe('failed')
  })

  it('writes all of a change or nothing, also where one record of it cannot be stored', async () => {
    const store = openIndexedDb('name')!
    await write(store, [row('e:0', 'a')])
    expect(await write(store, [row('e:1', 'a'), row('e:2', 'a', () => 'no JSON')])).toBe('failed')
    expect(await claim(store)).toEqual([row('e:0', 'a')])
    expect(await write(store, [row('e:3', 'a')])).toBe('ok')
    store.close()
  })

  it('keeps trackers of two names apart', async () => {
    const [one, two] = [openIndexedDb('one')!, openIndexedDb('two')!]
    await write(one, [row('e:1', 'a')])
    expect(await claim(two)).toEqual([])
    two.erase()
    expect(await claim(one)).toEqual([row('e:1', 'a')])
    one.close()
  })

  it('answers nothing but failure once it is closed', async () => {
    const store = openIndexedDb('name')!
    await write(store, [])
    store.close()
    expect(await claim(store)).toBeNull()
    expect(await write(store, [row('e:1', 'a')])).toBe('failed')
  })

  it('removes rows that are no records', async () => {
    const store = openIndexedDb('name')!
    await write(store, [row('e:1', 'a'), { key: 'e:2' } as StoredRecord])
    expect(await claim(store)).toEqual([row('e:1', 'a')])
    store.close()
  })

  it.each([
    ['no indexedDB', undefined],
    ['indexedDB as null', null],
  ])('does not exist where the engine has %s', (_, value) => {
    Object.defineProperty(globalThis, 'indexedDB', { value, configurable: true, writable: true })
    expect(openIndexedDb('name')).toBeNull()
  })
})

describe('key-value rows', () => {
  it('remove what they cannot read, and leave keys of others alone', () => {
    const store = createMemoryStore()
    store.set('p.e:1', '{"key":"e:1","own')
    store.set('p.e:2', 'null')
    store.set('p.e:3', '{"key":"other","owner":"a"}')
    store.set('p.e:4', '{"key":"e:4","owner":"a"}')
    store.set('q.e:5', 'not ours')
    let found: StoredRecord[] | null = null
    createKeyValueRecords(store, 'p.').claim('a', NOBODY, (records) => (found = records))
    expect(found).toEqual([{ key: 'e:4', owner: 'a' }])
    expect(store.keys().sort()).toEqual(['p.e:4', 'q.e:5'])
  })

  it.each<[string, unknown, WriteOutcome]>([
    ['a quota error', Object.assign(new Error('full'), { name: 'QuotaExceededError' }), 'full'],
    ['the quota error of old engines', { code: 22 }, 'full'],
    ['another error', new Error('denied'), 'failed'],
    ['nothing', undefined, 'failed'],
  ])('answer %s of the store, and take back what they added', (_, error, outcome) => {
    const store = createMemoryStore()
    const { set } = store
    const records = createKeyValueRecords(
      {
        ...store,
        set: (key, value) => {
          if (key === 'p.e:3') throw error
          set(key, value)
        },
      },
      'p.',
    )
    records.write({ puts: [row('e:0', 'a')], deletes: [] }, () => {})
    let heard: WriteOutcome | null = null
    records.write(
      { puts: [row('e:1', 'a'), row('e:2', 'a'), row('e:3', 'a')], deletes: ['e:0'] },
      (result) => (heard = result),
    )
    expect(heard).toBe(outcome)
    expect(store.keys()).toEqual(['p.e:0'])
  })
})
