/** The record store over AsyncStorage, where a batch fails or a kill comes between two: the contract suite has the rest. */
import { beforeEach, describe, expect, it } from 'vitest'
import { createAsyncStorageOpener } from '../../../../platforms/react-native/async-storage.ts'
import type { RecordChange, RecordStore, StoredRecord, WriteOutcome } from '../../../../src/ports/stores.ts'
import type { FakeNativeStore } from '../../../support/fakes/fake-react-native.ts'
import { createFakeNativeStore } from '../../../support/fakes/fake-react-native.ts'

let disk: FakeNativeStore
beforeEach(() => {
  disk = createFakeNativeStore()
})

const open = (name = 'name'): RecordStore => createAsyncStorageOpener(disk.boot())(name)!
const row = (key: string, value?: unknown): StoredRecord => ({ key, owner: 'a', value }) as StoredRecord
const write = (store: RecordStore, change: Partial<RecordChange>): Promise<WriteOutcome> =>
  new Promise((resolve) => store.write({ puts: [], deletes: [], ...change }, resolve))
const claim = (store: RecordStore): Promise<StoredRecord[] | null> =>
  new Promise((resolve) =>
    store.claim(
      'a',
      () => false,
      (records) => resolve(records && [...records].sort((one, two) => (one.key < two.key ? -1 : 1))),
    ),
  )
/** Ten tasks: more than any change takes. */
async function pass(): Promise<void> {
  for (let i = 0; i < 10; i++) await new Promise((resolve) => setImmediate(resolve))
}

describe('a change that puts and deletes', () => {
  it('is whole after a kill between its two batches', async () => {
    const store = open()
    await write(store, { puts: [row('v:1'), row('p:1')] })
    disk.killBefore = 2
    store.write({ puts: [row('e:1', 'completion')], deletes: ['v:1', 'p:1'] }, () => expect.unreachable())
    await pass()
    disk.killBefore = null
    expect([...disk.rows.keys()].sort()).toEqual(['name.r.e:1', 'name.r.p:1', 'name.r.undone', 'name.r.v:1'])
    expect(await claim(open())).toEqual([row('e:1', 'completion')])
    expect([...disk.rows.keys()]).toEqual(['name.r.e:1'])
  })

  it('has not happened after a kill before the first', async () => {
    const store = open()
    await write(store, { puts: [row('v:1')] })
    disk.killBefore = 1
    store.write({ puts: [row('e:1')], deletes: ['v:1'] }, () => expect.unreachable())
    await pass()
    disk.killBefore = null
    expect(await claim(open())).toEqual([row('v:1')])
  })

  it('is as good as done where the second fails, for conditions too, and the next write makes up for it', async () => {
    const store = open()
    await write(store, { puts: [row('v:1')] })
    disk.faults['remove'] = new Error('busy')
    expect(await write(store, { puts: [row('e:1')], deletes: ['v:1'] })).toBe('ok')
    delete disk.faults['remove']
    expect(await write(store, { onlyIf: [{ key: 'v:1', owner: 'a', otherwise: 'taken' }] })).toBe('taken')
    expect(await write(store, { puts: [row('e:2')] })).toBe('ok')
    expect([...disk.rows.keys()].sort()).toEqual(['name.r.e:1', 'name.r.e:2'])
  })

  it('does not take along a record that is put again meanwhile', async () => {
    const store = open()
    await write(store, { puts: [row('v:1', 'old')] })
    disk.faults['remove'] = new Error('busy')
    await write(store, { puts: [row('e:1')], deletes: ['v:1'] })
    expect(await write(store, { puts: [row('v:1', 'new')] })).toBe('ok')
    delete disk.faults['remove']
    expect(await claim(open())).toEqual([row('e:1'), row('v:1', 'new')])
  })
})

it('a change that only deletes, and fails, has not happened', async () => {
  const store = open()
  await write(store, { puts: [row('e:1')] })
  disk.faults['remove'] = new Error('busy')
  expect(await write(store, { deletes: ['e:1'] })).toBe('failed')
  delete disk.faults['remove']
  expect(await claim(store)).toEqual([row('e:1')])
})

it.each([
  ['of SQLite, in a list as version 2 gives it', [new Error('database or disk is full (code 13 SQLITE_FULL)')]],
  ['of a quota', Object.assign(new Error('no room'), { name: 'QuotaExceededError' })],
])('says that it is full by the word %s', async (_, error) => {
  disk.faults['set'] = error as Error
  expect(await write(open(), { puts: [row('e:1')] })).toBe('full')
})

it('removes rows that are no records, and leaves those of others', async () => {
  disk.rows.set('name.r.e:1', '{"key":"e:1","owner":"a"}')
  disk.rows.set('name.r.e:2', '{"key":"e:2"')
  disk.rows.set('name.r.e:3', '{"key":"e:1","owner":"a"}')
  disk.rows.set('name.r.undone', 'nonsense')
  disk.rows.set('name2.r.e:1', 'of another tracker')
  disk.rows.set('basket', 'of the app')
  expect(await claim(open())).toEqual([row('e:1')])
  expect([...disk.rows.keys()].sort()).toEqual(['basket', 'name.r.e:1', 'name2.r.e:1'])
})

it('keeps trackers of two names apart', async () => {
  const [one, two] = [open('one'), open('two')]
  await write(one, { puts: [row('e:1')] })
  expect(await claim(two)).toEqual([])
  two.erase()
  await pass()
  expect(await claim(one)).toEqual([row('e:1')])
})

describe('an erasure that fails', () => {
  it.each(['getAllKeys', 'remove'])('in %s keeps what should be gone from being read, until it works', async (call) => {
    const open = createAsyncStorageOpener(disk.boot())
    await write(open('name')!, { puts: [row('e:1')] })
    disk.faults[call] = new Error('busy')
    open('name')!.erase()
    await pass()
    const next = open('name')!
    expect(await claim(next)).toBeNull()
    expect(await write(next, { puts: [row('e:2')] })).toBe('failed')
    delete disk.faults[call]
    expect(await claim(next)).toEqual([])
    expect(disk.rows.size).toBe(0)
    expect(await write(next, { puts: [row('e:3')] })).toBe('ok')
    expect(await claim(open('name')!)).toEqual([row('e:3')])
  })

  it('once, and works behind what was under way, is over', async () => {
    const open = createAsyncStorageOpener(disk.boot())
    await write(open('name')!, { puts: [row('e:1')] })
    disk.faults['getAllKeys'] = new Error('busy')
    open('name')!.erase()
    await new Promise((resolve) => setImmediate(resolve))
    delete disk.faults['getAllKeys']
    await pass()
    expect(disk.rows.size).toBe(0)
  })
})

it('what an erasure overtakes has failed, also where another opener of the same module erases', async () => {
  const module = disk.boot()
  const former = createAsyncStorageOpener(module)('name')!
  await write(former, { puts: [row('e:1')] })
  const late = write(former, { puts: [row('e:2')], onlyIf: [{ key: 'e:1', owner: 'a', otherwise: 'gone' }] })
  createAsyncStorageOpener(module)('name')!.erase()
  expect(await late).toBe('failed')
  expect(await write(former, { puts: [row('e:3')] })).toBe('failed')
  await pass()
  expect(disk.rows.size).toBe(0)
})

it('answers nothing but failure once it is closed', async () => {
  const store = open()
  store.close()
  expect(await claim(store)).toBeNull()
  expect(await write(store, { puts: [row('e:1')] })).toBe('failed')
  expect(disk.calls).toEqual([])
})

it('is not touched before it is used', async () => {
  open()
  await pass()
  expect(disk.calls).toEqual([])
})
