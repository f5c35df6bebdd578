/**
 * Results that come later, in engines with and without Promise.
 */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createThenable, createWebDeferred } from '../../../../platforms/web/deferred.ts'

describe('with Promise', () => {
  it('is one', async () => {
    const deferred = createWebDeferred<number>()
    expect(deferred.promise).toBeInstanceOf(Promise)
    deferred.resolve(1)
    deferred.resolve(2)
    expect(await deferred.promise).toBe(1)
  })
})

describe('without Promise', () => {
  beforeEach(() => {
    vi.useFakeTimers()
  })
  afterEach(() => {
    vi.unstubAllGlobals()
    vi.useRealTimers()
  })

  it('is a thenable', () => {
    vi.stubGlobal('Promise', undefined)
    const deferred = createWebDeferred<number>()
    vi.unstubAllGlobals()
    expect(deferred.promise).not.toBeInstanceOf(Promise)
    expect(typeof deferred.promise.then).toBe('function')
  })

  it('calls back later, never at once, each listener once and in order', () => {
    const { promise, resolve } = createThenable<string>()
    const heard: string[] = []
    promise.then((value) => heard.push('a:' + value))
    promise.then((value) => heard.push('b:' + value))
    vi.runAllTimers()
    expect(heard).toEqual([])
    resolve('x')
    resolve('y')
    expect(heard).toEqual([])
    vi.runAllTimers()
    expect(heard).toEqual(['a:x', 'b:x'])
    promise.then((value) => heard.push('c:' + value))
    expect(heard.length).toBe(2)
    vi.runAllTimers()
    expect(heard).toEqual(['a:x', 'b:x', 'c:x'])
  })

  it('passes on what a listener returns, and its own value where there is none', () => {
    const { promise, resolve } = createThenable<number>()
    const heard: unknown[] = []
    promise.then((value) => value + 1).then((value) => heard.push(value))
    promise.then().then((value) => heard.push(value))
    promise.then(null).then((value) => heard.push(value))
    resolve(1)
    vi.runAllTimers()
    expect(heard.sort()).toEqual([1, 1, 2])
  })

  it('waits for a thenable that a listener returns', () => {
    const [first, second] = [createThenable<number>(), createThenable<string>()]
    const heard: unknown[] = []
    first.promise.then(() => second.promise).then((value) => heard.push(value))
    first.resolve(1)
    vi.runAllTimers()
    expect(heard).toEqual([])
    second.resolve('later')
    vi.runAllTimers()
    expect(heard).toEqual(['later'])
  })

  it('can be awaited', async () => {
    vi.useRealTimers()
    const { promise, resolve } = createThenable<string>()
    resolve('x')
    expect(await promise).toBe('x')
  })
})
