/**
 * Which stores a device has for us: the best of each kind that works, and all of them for an erasure.
 */
import { beforeEach, describe, expect, it } from 'vitest'
import type { KeyValueStore, RecordStore } from '../../../src/ports/stores.ts'
import { eraseStores } from '../../../src/storage/open-stores.ts'
import { cookie, database, everything, load, local, localRow, open, put, reset, row, start } from './documents.ts'

beforeEach(reset)

describe('the choice of stores', () => {
  it('is localStorage for ids and IndexedDB for the queue', () => {
    const document = start('a')
    expect(document.storage._kinds).toEqual({ ids: 'localStorage', queue: 'indexedDB' })
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
    expect(document.storage._kinds.ids).toBe('cookie')
    document.storage._set('id', '1')
    expect(cookie.values.get('ctv.id')).toBe('1')
  })

  it('touches no store that is worse than the one that holds the id', () => {
    local.open().set('ctv.id', 'known')
    let openings = 0
    const second = (): KeyValueStore => {
      openings++
      return cookie.open()
    }
    open('a', { keyValue: [local.open, second], records: [database.factory] })
    expect(openings).toBe(0)
  })

  it('writes nothing to a cookie where localStorage works, also at a first start', () => {
    const written: string[] = []
    const second = (): KeyValueStore => ({ ...cookie.open(), set: (key) => void written.push(key) })
    open('a', { keyValue: [local.open, second], records: [database.factory] })
    expect(written).toEqual([])
  })

  it('is memory where no key-value store works, and says so', () => {
    local.isDenied = cookie.isDenied = true
    const document = start('a')
    expect(document.storage._kinds).toEqual({ ids: 'indexedDB', queue: 'indexedDB' })
    expect(document.reports).toEqual([
      { code: 'storage-unavailable', message: 'Ids live in indexedDB, the queue in indexedDB.' },
    ])
  })

  it('is memory for everything where nothing persists, and says so', () => {
    local.isDenied = cookie.isDenied = true
    const document = start('a', { ...everything(), records: [] })
    expect(document.storage._kinds).toEqual({ ids: 'memory', queue: 'memory' })
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
    expect(document.storage._kinds.queue).toBe('localStorage')
    expect(put(document, row('e:1', 'a', 1, 'x'))).toEqual(['ok'])
    expect(localRow('e:1')).toEqual(row('e:1', 'a', 1, 'x'))
  })

  it('never puts the queue into a cookie', () => {
    const document = start('a', { keyValue: [cookie.open], records: [] })
    expect(document.storage._kinds).toEqual({ ids: 'cookie', queue: 'memory' })
    put(document, row('e:1', 'a'))
    expect(cookie.values.keys()).toEqual([])
  })

  it('is reported where ids persist in a cookie and the queue in memory only', () => {
    local.isDenied = true
    const document = start('a', { ...everything(), records: [] })
    expect(document.storage._kinds).toEqual({ ids: 'cookie', queue: 'memory' })
    expect(document.reports).toEqual([
      { code: 'storage-unavailable', message: 'Ids live in cookie, the queue in memory.' },
    ])
  })

  it('asks the second record store where the first is missing', () => {
    expect(start('a', { ...everything(), records: [() => null, database.factory] }).storage._kinds.queue).toBe(
      'indexedDB',
    )
  })
})

describe('erasing without having read', () => {
  it('takes everything under the name, and reads nothing', () => {
    const document = start('a')
    document.storage._set('id', 'me')
    put(document, row('e:1', 'a'))
    document.storage._abandon()
    local.reads.length = 0
    eraseStores(everything(), 'ctv')
    expect(local.reads).toEqual([])
    expect(local.values.keys()).toEqual([])
    expect(database.all()).toEqual([])
  })

  it('leaves another tracker of the page alone', () => {
    const other = load(open('b', everything(), 'ctv2'))
    other.storage._set('id', 'theirs')
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
