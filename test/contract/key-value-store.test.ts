/**
 * @vitest-environment happy-dom
 *
 * One suite for every key-value store: memory, localStorage, cookies, and the fake device.
 */
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { openCookies } from '../../platforms/web/cookie-store.ts'
import { openLocalStorage } from '../../platforms/web/local-storage.ts'
import type { KeyValueStore } from '../../src/ports/stores.ts'
import { createMemoryStore } from '../../src/storage/memory-store.ts'
import { createFakeDevice } from '../support/fakes/fake-platform.ts'

interface Subject {
  kind: string
  isRoomy: boolean
  create(): KeyValueStore
}

const SUBJECTS: [string, Subject][] = [
  ['memory', { kind: 'memory', isRoomy: true, create: createMemoryStore }],
  ['localStorage', { kind: 'localStorage', isRoomy: true, create: () => openLocalStorage()! }],
  ['cookies', { kind: 'cookie', isRoomy: false, create: () => openCookies()! }],
  [
    'the fake device',
    { kind: 'localStorage', isRoomy: true, create: () => createFakeDevice().boot().ports.stores.keyValue[0]!()! },
  ],
]

function clear(): void {
  window.localStorage.clear()
  for (const pair of document.cookie.split('; ')) document.cookie = pair.split('=')[0] + '=; max-age=-1; path=/'
}

describe.each(SUBJECTS)('a key-value store over %s', (_, { kind, isRoomy, create }) => {
  let store: KeyValueStore
  beforeEach(() => {
    clear()
    store = create()
  })

  it('says what it is', () => {
    expect([store.kind, store.isRoomy]).toEqual([kind, isRoomy])
  })

  it('holds nothing at first', () => {
    expect(store.keys()).toEqual([])
    expect(store.get('ctv.id')).toBeNull()
    expect(store.get('ctv.constructor')).toBeNull()
    expect(store.get('ctv.__proto__')).toBeNull()
  })

  it('gives back what it was given', () => {
    store.set('ctv.id', 'a')
    expect(store.get('ctv.id')).toBe('a')
    expect(store.get('ctv.i')).toBeNull()
    store.set('ctv.id', 'b')
    expect(store.get('ctv.id')).toBe('b')
    expect(store.keys()).toEqual(['ctv.id'])
  })

  it.each([
    ['JSON', '{"id":"2008c38f-dece-4570-976d-87593ed001c3","at":1772395200000,"list":["a;b","c=d"," "]}'],
    ['awkward signs', 'a=b; c, d % %20 %zz "x" \\ \n\t/?&#'],
    ['letters of the world', 'äöü ß 日本語 🎬'],
    ['a long value', 'x'.repeat(1500)],
  ])('takes %s as value', (_name, value) => {
    store.set('ctv.session', value)
    expect(store.get('ctv.session')).toBe(value)
  })

  it.each(['ctv-tracker.id', 'my app.id', 'a=b.id', 'ä;%.id', '.__proto__', 'r.constructor'])(
    'takes %s as key',
    (key) => {
      store.set(key, 'value')
      expect(store.get(key)).toBe('value')
      expect(store.keys()).toEqual([key])
      store.remove(key)
      expect(store.get(key)).toBeNull()
      expect(store.keys()).toEqual([])
    },
  )

  it('removes one key, and does not mind a missing one', () => {
    store.set('ctv.id', 'a')
    store.set('ctv.idx', 'b')
    store.remove('ctv.id')
    store.remove('ctv.never')
    expect(store.get('ctv.id')).toBeNull()
    expect(store.get('ctv.idx')).toBe('b')
    expect(store.keys()).toEqual(['ctv.idx'])
  })

  it('names every key', () => {
    for (const key of ['b', 'a', 'c']) store.set(key, key)
    expect(store.keys().sort()).toEqual(['a', 'b', 'c'])
    store.keys().forEach(store.remove)
    expect(store.keys()).toEqual([])
  })

  it('does not tell a document of its own changes', () => {
    const heard: unknown[] = []
    const unwatch = store.watch((key, value) => heard.push([key, value]))
    store.set('ctv.id', 'a')
    store.remove('ctv.id')
    expect(heard).toEqual([])
    unwatch()
  })
})

describe('localStorage', () => {
  beforeEach(clear)
  const tell = (key: string | null, newValue: string | null, storageArea: Storage = window.localStorage) =>
    window.dispatchEvent(new StorageEvent('storage', { key, newValue, storageArea }))

  it('tells what another document changed, until it is no longer watched', () => {
    const heard: unknown[] = []
    const unwatch = openLocalStorage()!.watch((key, value) => heard.push([key, value]))
    tell('ctv.id', 'a')
    tell('ctv.id', null)
    tell(null, null)
    expect(heard).toEqual([
      ['ctv.id', 'a'],
      ['ctv.id', null],
      [null, null],
    ])
    unwatch()
    tell('ctv.id', 'b')
    expect(heard.length).toBe(3)
  })

  it('does not take sessionStorage for itself', () => {
    const heard: unknown[] = []
    const unwatch = openLocalStorage()!.watch((key) => heard.push(key))
    tell('ctv.id', null, window.sessionStorage)
    expect(heard).toEqual([])
    unwatch()
  })

  it('outlives the handle', () => {
    openLocalStorage()!.set('ctv.id', 'a')
    expect(openLocalStorage()!.get('ctv.id')).toBe('a')
  })

  it.each([
    ['missing', undefined],
    ['null', null],
  ])('is no store where the engine has it as %s', (_, value) => {
    const before = Object.getOwnPropertyDescriptor(window, 'localStorage')!
    Object.defineProperty(window, 'localStorage', { value, configurable: true })
    try {
      expect(openLocalStorage()).toBeNull()
    } finally {
      Object.defineProperty(window, 'localStorage', before)
    }
  })
})

describe('cookies', () => {
  beforeEach(clear)

  it('leave cookies of others alone, and see them by name', () => {
    document.cookie = 'theirs=1; path=/'
    const store = openCookies()!
    store.set('ctv.id', 'a')
    expect(store.keys().sort()).toEqual(['ctv.id', 'theirs'])
    store.remove('ctv.id')
    expect(document.cookie).toBe('theirs=1')
  })

  it('keep a value with an equals sign whole', () => {
    document.cookie = 'theirs=a=b=c; path=/'
    expect(openCookies()!.get('theirs')).toBe('a=b=c')
  })

  it('refuse a value that an engine would cut', () => {
    const store = openCookies()!
    expect(() => store.set('ctv.activations', 'x'.repeat(4001))).toThrow(/too large/)
    expect(() => store.set('ctv.activations', 'ä'.repeat(700))).toThrow(/too large/)
    expect(store.keys()).toEqual([])
  })

  it('last for months, on the whole site, and only there', () => {
    const written: string[] = []
    const before = Object.getOwnPropertyDescriptor(Document.prototype, 'cookie')
    Object.defineProperty(document, 'cookie', {
      get: () => '',
      set: (line: string) => written.push(line),
      configurable: true,
    })
    try {
      const store = openCookies()!
      store.set('ctv.id', 'a b')
      store.remove('ctv.id')
    } finally {
      Reflect.deleteProperty(document, 'cookie')
    }
    expect(Object.getOwnPropertyDescriptor(Document.prototype, 'cookie')).toEqual(before)
    expect(written[0]).toMatch(/^ctv\.id=a%20b; path=\/; max-age=15770000; expires=\w{3}, .* GMT; SameSite=Lax$/)
    const expires = Date.parse(/expires=([^;]+)/.exec(written[0]!)![1]!)
    expect(expires - Date.now()).toBeGreaterThan(180 * 86_400_000)
    expect(written[1]).toMatch(/^ctv\.id=; path=\/; max-age=-1; expires=/)
    expect(Date.parse(/expires=([^;]+)/.exec(written[1]!)![1]!)).toBeLessThan(Date.now())
  })

  it('are no store where the engine has none', () => {
    vi.stubGlobal('document', {})
    try {
      expect(openCookies()).toBeNull()
    } finally {
      vi.unstubAllGlobals()
    }
  })
})
