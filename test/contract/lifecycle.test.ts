/**
 * @vitest-environment happy-dom
 *
 * The life of a page as a web engine tells it.
 */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createWebLifecycle } from '../../platforms/web/lifecycle.ts'
import type { LifecycleState } from '../../src/ports/lifecycle.ts'
import { createFakeDevice } from '../support/fake-platform.ts'

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
  unsubscribe = createWebLifecycle().subscribe((state) => heard.push(state))
}

describe('visibility', () => {
  it('is that of the page, right now', () => {
    const lifecycle = createWebLifecycle()
    expect(lifecycle.isHidden()).toBe(false)
    set('hidden', true)
    expect(lifecycle.isHidden()).toBe(true)
  })

  it('is known by its prefixed name where the engine has no other', () => {
    set('hidden', undefined)
    set('webkitHidden', true)
    expect(createWebLifecycle().isHidden()).toBe(true)
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
})

describe('the exit', () => {
  it('is told at pagehide, once', () => {
    subscribe()
    fire('pagehide')
    fire('pagehide')
    expect(heard).toEqual(['exit'])
  })

  it('is not told where the page only says that it might leave', () => {
    subscribe()
    fire('beforeunload')
    expect(heard).toEqual([])
  })

  it('is told at unload where the engine has no pagehide', () => {
    const holders = [window, Object.getPrototypeOf(window) as object].filter((holder) => Object.hasOwn(holder, 'onpagehide'))
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
    fire('pageshow')
    fire('unload')
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
      const end = createWebLifecycle().subscribe((state) => heard.push(state))
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
    const end = createWebLifecycle().subscribe((state) => other.push(state))
    hide(false)
    end()
    hide(true)
    expect([heard, other]).toEqual([['hidden', 'visible', 'hidden'], ['visible']])
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
