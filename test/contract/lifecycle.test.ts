/**
 * @vitest-environment happy-dom
 *
 * The life of an app: as every web engine tells it, and what LG and HbbTV sets tell beside.
 */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { fireboltLifecycle } from '../../platforms/devices/index.ts'
import { createHbbtvLifecycle } from '../../platforms/hbbtv/lifecycle.ts'
import { createWebLifecycle } from '../../platforms/web/lifecycle.ts'
import { createWebosLifecycle } from '../../platforms/webos/lifecycle.ts'
import type { Lifecycle, LifecycleState } from '../../src/ports/lifecycle.ts'
import type { FakeFirebolt, FireboltState } from '../support/fakes/fake-firebolt.ts'
import { createFakeFirebolt } from '../support/fakes/fake-firebolt.ts'
import type { FakeTerminal, TerminalOptions } from '../support/fakes/fake-hbbtv.ts'
import { installFakeTerminal } from '../support/fakes/fake-hbbtv.ts'
import { createFakeDevice } from '../support/fakes/fake-platform.ts'

const SUBJECTS: [string, () => Lifecycle][] = [
  ['a web engine', createWebLifecycle],
  ['webOS', createWebosLifecycle],
  ['HbbTV', createHbbtvLifecycle],
  ['Firebolt', () => fireboltLifecycle(createFakeFirebolt().lifecycle)],
]

const refuse = (): never => {
  throw new Error('refused')
}

let create: () => Lifecycle = createWebLifecycle
let heard: LifecycleState[]
let unsubscribe: () => void

function set(name: string, value: unknown): void {
  Object.defineProperty(document, name, { value, configurable: true })
}
function hide(isHidden: boolean, event = 'visibilitychange'): void {
  set(event === 'visibilitychange' ? 'hidden' : 'webkitHidden', isHidden)
  document.dispatchEvent(new Event(event))
}
const fire = (name: string) => window.dispatchEvent(new Event(name))
const tell = (name: string) => document.dispatchEvent(new Event(name))

beforeEach(() => {
  heard = []
  unsubscribe = () => {}
})
afterEach(() => {
  unsubscribe()
  Reflect.deleteProperty(document, 'hidden')
  Reflect.deleteProperty(document, 'webkitHidden')
})

function subscribe(): void {
  unsubscribe = create().subscribe((state) => heard.push(state))
}

describe.each(SUBJECTS)('%s', (_, createSubject) => {
  beforeEach(() => {
    create = createSubject
  })
  afterEach(() => {
    create = createWebLifecycle
  })

  it('tells each time that the network is back, whatever the state of the app', () => {
    subscribe()
    fire('online')
    hide(true)
    fire('online')
    expect(heard).toEqual(['online', 'hidden', 'online'])
    unsubscribe()
    fire('online')
    expect(heard).toHaveLength(3)
  })

  describe('visibility', () => {
    it('is that of the page, right now', () => {
      const lifecycle = create()
      expect(lifecycle.isHidden()).toBe(false)
      set('hidden', true)
      expect(lifecycle.isHidden()).toBe(true)
    })

    it('is known by its prefixed name where the engine has no other', () => {
      set('hidden', undefined)
      set('webkitHidden', true)
      expect(create().isHidden()).toBe(true)
    })

    it('is not told at the beginning', () => {
      subscribe()
      expect(heard).toEqual([])
    })

    it('is told as it changes', () => {
      subscribe()
      hide(true)
      hide(false)
      hide(true)
      expect(heard).toEqual(['hidden', 'visible', 'hidden'])
    })

    it('is told once where an engine knows both names', () => {
      set('webkitHidden', false)
      subscribe()
      set('hidden', true)
      set('webkitHidden', true)
      document.dispatchEvent(new Event('visibilitychange'))
      document.dispatchEvent(new Event('webkitvisibilitychange'))
      expect(heard).toEqual(['hidden'])
    })

    it('is told by engines that know only the prefixed event', () => {
      set('hidden', undefined)
      subscribe()
      hide(true, 'webkitvisibilitychange')
      hide(false, 'webkitvisibilitychange')
      expect(heard).toEqual(['hidden', 'visible'])
    })

    it('is told once, however often the event comes', () => {
      subscribe()
      hide(true)
      document.dispatchEvent(new Event('visibilitychange'))
      document.dispatchEvent(new Event('visibilitychange'))
      expect(heard).toEqual(['hidden'])
    })

    it('counts from what it was at the beginning', () => {
      set('hidden', true)
      subscribe()
      document.dispatchEvent(new Event('visibilitychange'))
      expect(heard).toEqual([])
      hide(false)
      expect(heard).toEqual(['visible'])
    })

    it('is as good as hidden while the engine stops the page, and looked at again afterwards', () => {
      subscribe()
      tell('freeze')
      tell('freeze')
      tell('resume')
      expect(heard).toEqual(['hidden', 'visible'])
      hide(true)
      tell('freeze')
      tell('resume')
      expect(heard).toEqual(['hidden', 'visible', 'hidden'])
    })
  })

  describe('the exit', () => {
    it('is told at pagehide, once', () => {
      subscribe()
      fire('pagehide')
      fire('pagehide')
      expect(heard).toEqual(['exit'])
    })

    it('is told at unload where the engine has no pagehide', () => {
      const holders = [window, Object.getPrototypeOf(window) as object].filter((holder) =>
        Object.hasOwn(holder, 'onpagehide'),
      )
      const found = holders.map((holder) => [holder, Object.getOwnPropertyDescriptor(holder, 'onpagehide')!] as const)
      for (const holder of holders) Reflect.deleteProperty(holder, 'onpagehide')
      try {
        expect('onpagehide' in window).toBe(false)
        subscribe()
        fire('pagehide')
        expect(heard).toEqual([])
        fire('unload')
        fire('unload')
        expect(heard).toEqual(['exit'])
        unsubscribe()
        fire('pageshow')
        expect(heard).toEqual(['exit'])
      } finally {
        for (const [holder, descriptor] of found) Object.defineProperty(holder, 'onpagehide', descriptor)
      }
    })

    it('is not told twice by an engine that has both', () => {
      subscribe()
      fire('pagehide')
      fire('unload')
      fire('pageshow')
      expect(heard).toEqual(['exit', 'visible'])
    })

    it('comes after hidden', () => {
      subscribe()
      hide(true)
      fire('pagehide')
      expect(heard).toEqual(['hidden', 'exit'])
    })

    it('is undone where the page comes back from the cache of the engine', () => {
      subscribe()
      fire('pagehide')
      fire('pageshow')
      fire('pageshow')
      expect(heard).toEqual(['exit', 'visible'])
    })
  })

  describe('listeners', () => {
    it('are all removed, and more than once does no harm', () => {
      const open = new Set<string>()
      const targets = [window, document] as EventTarget[]
      const originals = targets.map((target) => [target.addEventListener, target.removeEventListener] as const)
      targets.forEach((target, place) => {
        target.addEventListener = (name: string, ...rest: unknown[]) => {
          open.add(place + name)
          return originals[place]![0].call(target, name, ...(rest as [EventListener]))
        }
        target.removeEventListener = (name: string, ...rest: unknown[]) => {
          open.delete(place + name)
          return originals[place]![1].call(target, name, ...(rest as [EventListener]))
        }
      })
      try {
        const end = create().subscribe((state) => heard.push(state))
        expect(open.size).toBeGreaterThan(3)
        end()
        end()
        expect([...open]).toEqual([])
      } finally {
        targets.forEach((target, place) => ([target.addEventListener, target.removeEventListener] = originals[place]!))
      }
      hide(true)
      fire('pagehide')
      expect(heard).toEqual([])
    })

    it('that a page refuses leave the others', () => {
      const original = document.addEventListener
      document.addEventListener = () => {
        throw new Error('refused')
      }
      try {
        subscribe()
      } finally {
        document.addEventListener = original
      }
      hide(true)
      fire('pagehide')
      expect(heard).toEqual(['exit'])
    })

    it('of two subscribers each hear, and each dedupe for themselves', () => {
      const other: LifecycleState[] = []
      subscribe()
      hide(true)
      const end = create().subscribe((state) => other.push(state))
      hide(false)
      end()
      hide(true)
      expect([heard, other]).toEqual([['hidden', 'visible', 'hidden'], ['visible']])
    })
  })
})

it('a web engine tells no exit where the page only says that it might leave', () => {
  subscribe()
  fire('beforeunload')
  expect(heard).toEqual([])
})

it('a web engine that has pagehide is not heard at unload', () => {
  subscribe()
  fire('unload')
  expect(heard).toEqual([])
})

describe('webOS', () => {
  it('looks at visibility again at each launch, which by itself says nothing of it', () => {
    create = createWebosLifecycle
    subscribe()
    set('hidden', true)
    tell('webOSRelaunch')
    tell('webOSRelaunch')
    expect(heard).toEqual(['hidden'])
    set('hidden', false)
    tell('webOSLaunch')
    expect(heard).toEqual(['hidden', 'visible'])
    create = createWebLifecycle
  })
})

describe('HbbTV', () => {
  let terminal: FakeTerminal | null
  beforeEach(() => {
    create = createHbbtvLifecycle
    terminal = null
    vi.useFakeTimers()
  })
  afterEach(() => {
    create = createWebLifecycle
    vi.useRealTimers()
    if (terminal) terminal.remove()
  })
  function start(options?: TerminalOptions): FakeTerminal {
    terminal = installFakeTerminal(options)
    subscribe()
    return terminal
  }

  it('saves when the page announces to leave, and goes on where it stays', () => {
    start()
    fire('beforeunload')
    expect(heard).toEqual(['hidden'])
    vi.runAllTimers()
    expect(heard).toEqual(['hidden', 'visible'])
  })

  it('stays hidden where a hidden page announces to leave and stays', () => {
    start()
    hide(true)
    fire('beforeunload')
    vi.runAllTimers()
    expect(heard).toEqual(['hidden'])
  })

  it('tells one exit, whichever of unload, beforeunload and pagehide the engine fires', () => {
    start()
    fire('beforeunload')
    fire('pagehide')
    fire('unload')
    fire('unload')
    expect(heard).toEqual(['hidden', 'exit'])
  })

  it('tells an exit that comes long after the announcement', () => {
    start()
    fire('beforeunload')
    vi.runAllTimers()
    fire('unload')
    expect(heard).toEqual(['hidden', 'visible', 'exit'])
  })

  it('tells nothing after its end, though it meant to look again', () => {
    start()
    fire('beforeunload')
    unsubscribe()
    vi.runAllTimers()
    expect([heard, vi.getTimerCount()]).toEqual([['hidden'], 0])
  })

  it.each(['embedded', 'factory'] as const)(
    'begins hidden where the broadcast started the application (%s object), until it shows itself',
    (objects) => {
      const { show, hide: hideApplication } = start({ objects, application: 'dae', isHidden: true })
      expect([create().isHidden(), heard]).toEqual([true, []])
      show()
      hideApplication()
      expect(heard).toEqual(['visible', 'hidden'])
    },
  )

  it('notices at the next key that the application has shown itself, on engines without an event for that', () => {
    const { show } = start({ application: 'visible', isHidden: true })
    window.addEventListener('keydown', show, { once: true })
    fire('keydown')
    expect(heard).toEqual([])
    vi.runAllTimers()
    expect(heard).toEqual(['visible'])
  })

  it('is visible where the terminal does not say, and where it throws', () => {
    start({ application: 'bare', isHidden: true })
    expect(create().isHidden()).toBe(false)
    terminal!.remove()
    const object = document.createElement('object')
    object.setAttribute('type', 'application/oipfApplicationManager')
    const refuse = () => {
      throw new Error('no privilege')
    }
    for (const getOwnerApplication of [
      refuse,
      () => null,
      () => Object.defineProperty({}, 'visible', { get: refuse }),
    ]) {
      document.body.append(Object.assign(object, { getOwnerApplication }))
      expect(create().isHidden()).toBe(false)
    }
    object.remove()
  })

  it('takes an application object to which nobody can listen', () => {
    terminal = installFakeTerminal({ application: 'visible' })
    subscribe()
    hide(true)
    expect(() => unsubscribe()).not.toThrow()
    expect(heard).toEqual(['hidden'])
  })
})

describe('Firebolt', () => {
  let device: FakeFirebolt
  beforeEach(() => {
    device = createFakeFirebolt()
    create = () => fireboltLifecycle(device.lifecycle)
  })
  afterEach(() => {
    create = createWebLifecycle
  })
  const move = (...states: FireboltState[]) => states.forEach((state) => device.move(state))
  /** The answer of `listen` has come. */
  const settle = () => Promise.resolve()

  it('is as visible as the page until the app is ready', () => {
    expect(create().isHidden()).toBe(false)
    set('hidden', true)
    expect(create().isHidden()).toBe(true)
  })

  it.each<[FireboltState, boolean]>([
    ['inactive', true],
    ['suspended', true],
    ['unloading', true],
    ['foreground', false],
    ['background', false],
  ])('begins in %s as hidden: %s', (state, isHidden) => {
    move(state)
    expect(create().isHidden()).toBe(isHidden)
    subscribe()
    expect(heard).toEqual([])
  })

  it('tells an app that comes to the front, goes behind another, is put away and taken down', () => {
    subscribe()
    move('inactive', 'foreground', 'background', 'foreground', 'inactive', 'suspended', 'inactive', 'foreground')
    expect(heard).toEqual(['hidden', 'visible', 'hidden', 'visible'])
    move('inactive', 'unloading')
    expect(heard.slice(4)).toEqual(['hidden', 'exit'])
  })

  it('is hidden where the page is, whatever the state, and the other way round', () => {
    subscribe()
    move('foreground')
    hide(true)
    move('background', 'foreground')
    hide(false)
    move('inactive')
    hide(true)
    hide(false)
    expect(heard).toEqual(['hidden', 'visible', 'hidden'])
  })

  it('hears the states also where the app never says to the SDK that it is ready', () => {
    device.isReady = false
    const lifecycle = create()
    unsubscribe = lifecycle.subscribe((state) => heard.push(state))
    move('inactive')
    expect([heard, lifecycle.isHidden()]).toEqual([['hidden'], true])
    move('foreground')
    expect([heard, lifecycle.isHidden()]).toEqual([['hidden', 'visible'], false])
  })

  it.each([
    ['refuses to tell one', 'refuses'],
    ['throws at one', 'throws'],
  ] as const)('hears the other states where the platform %s', async (_, answer) => {
    device.untold = ['background', 'suspended']
    device.untoldAnswer = answer
    subscribe()
    await settle()
    move('inactive', 'foreground', 'unloading')
    expect([heard, device.listeners()]).toEqual([['hidden', 'visible', 'exit'], 3])
  })

  it('listens no more after its end, also where that comes before the answer to `listen`', async () => {
    subscribe()
    await settle()
    expect(device.listeners()).toBe(5)
    unsubscribe()
    unsubscribe()
    expect(device.listeners()).toBe(0)
    subscribe()
    unsubscribe()
    move('inactive')
    expect(heard).toEqual([])
    await settle()
    expect(device.listeners()).toBe(0)
  })

  it('goes by what the SDK says again when nobody listens', async () => {
    device.isReady = false
    device.lifecycle.clear = refuse
    const lifecycle = create()
    const end = lifecycle.subscribe(() => {})
    await settle()
    move('inactive')
    expect(lifecycle.isHidden()).toBe(true)
    end()
    expect(lifecycle.isHidden()).toBe(false)
    // The SDK would not let go of the listeners.
    move('inactive')
    expect(lifecycle.isHidden()).toBe(false)
  })

  it('does not clear without an id, by which the SDK would clear the listeners of the app', async () => {
    const clear = vi.fn()
    const listen = () => Promise.resolve(undefined as never)
    const end = fireboltLifecycle({ state: () => 'foreground', listen, clear }).subscribe(() => {})
    await settle()
    end()
    expect(clear).not.toHaveBeenCalled()
  })

  it.each<[string, unknown]>([
    ['is missing, as in Firebolt 2', undefined],
    ['has none of its methods', {}],
    ['throws', { state: refuse, listen: refuse, clear: refuse }],
    ['refuses', { state: () => 'initializing', listen: () => Promise.reject(new Error('no')), clear: refuse }],
    ['answers with nothing', { state: () => null, listen: () => null, clear: () => null }],
    ['keeps its listeners', { state: () => null, listen: () => Promise.resolve(1), clear: refuse }],
    ['answers with no id', { state: () => null, listen: () => Promise.resolve(), clear: refuse }],
  ])('goes by the page where the module %s', async (_title, lifecycle) => {
    create = () => fireboltLifecycle(lifecycle as never)
    expect(create().isHidden()).toBe(false)
    subscribe()
    await settle()
    hide(true)
    hide(false)
    fire('pagehide')
    expect(heard).toEqual(['hidden', 'visible', 'exit'])
    expect(() => unsubscribe()).not.toThrow()
    unsubscribe = () => {}
  })
})

describe('the fake device', () => {
  it('tells states the same way, until it is no longer asked', () => {
    const process = createFakeDevice().boot()
    const end = process.ports.lifecycle.subscribe((state) => heard.push(state))
    process.lifecycle('hidden')
    expect(process.ports.lifecycle.isHidden()).toBe(true)
    process.lifecycle('visible')
    process.lifecycle('exit')
    end()
    process.lifecycle('visible')
    expect(heard).toEqual(['hidden', 'visible', 'exit'])
  })
})
