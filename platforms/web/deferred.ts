/**
 * Results that come later: a Promise where the engine has one, else a minimal thenable.
 */
import type { Deferred } from '../../src/ports/deferred.ts'

export function createWebDeferred<T>(): Deferred<T> {
  if (typeof Promise == 'function') {
    let resolve!: (value: T) => void
    const promise = new Promise<T>((run) => (resolve = run))
    return { promise, resolve }
  }
  return createThenable<T>()
}

/** Resolves once and calls back later, as a Promise would; nothing here rejects. */
export function createThenable<T>(): Deferred<T> {
  let isResolved = false
  let result: T
  const listeners: ((value: T) => void)[] = []
  function call(listener: (value: T) => void): void {
    setTimeout(() => listener(result), 0)
  }
  const promise = {
    then(onResolved?: ((value: T) => unknown) | null) {
      const next = createThenable<unknown>()
      const listener = (value: T) => {
        const returned = onResolved ? onResolved(value) : value
        if (returned && typeof (returned as PromiseLike<unknown>).then == 'function')
          (returned as PromiseLike<unknown>).then(next.resolve)
        else next.resolve(returned)
      }
      if (isResolved) call(listener)
      else listeners.push(listener)
      return next.promise
    },
  } as PromiseLike<T>
  return {
    promise,
    resolve(value) {
      if (isResolved) return
      isResolved = true
      result = value
      listeners.splice(0).forEach(call)
    },
  }
}
