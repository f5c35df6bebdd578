/**
 * Listening in on AVPlay: on what the app tells it, and on what it tells the app. Everything is handed on at once, with its result.
 */
import { attempt } from '../attempt.ts'

/** Told the name of a callback, or of a method: before it runs without `given`, and after it. */
export type Hear = (name: string, given?: ArrayLike<unknown>) => void

export interface Callable {
  [name: string]: ((...given: unknown[]) => unknown) | undefined
}

/** The first five are of use; the others are there only where the app has them, because some change what the player does. */
const CALLBACKS =
  'bufferingstart bufferingcomplete currentplaytime streamcompleted error bufferingprogress event errormsg drmevent subtitlechange'.split(
    ' ',
  )

const METHODS =
  'open close play pause stop seekTo jumpForward jumpBackward setSpeed suspend restore restoreAsync setListener'.split(
    ' ',
  )

/** A listener that hooks can hear as well. */
export interface WrappedListener {
  hearers: Hear[]
}

/**
 * Makes the listener that an app gives to `setListener` one that hooks can hear, also where it is set before the player is watched: the
 * second argument of `avplay`. The app's callbacks are called as before.
 */
export function wrapListener<T extends object>(listener: T): T & WrappedListener {
  // What is not listed is inherited.
  const wrapped = Object.create(listener) as WrappedListener
  wrapped.hearers = []
  CALLBACKS.forEach((event, place) => {
    const name = 'on' + event
    if (place < 5 || name in listener)
      (wrapped as never as Callable)[name] = function () {
        const given = arguments
        wrapped.hearers.forEach((hear) => attempt(() => hear(name, given)))
        const callback = (listener as Callable)[name]
        return callback && callback.apply(listener, given as never)
      }
  })
  return wrapped as T & WrappedListener
}

/** Hears the callbacks of `listener` from now on. */
export function follow(listener: WrappedListener, hear: Hear, stops: (() => unknown)[]): void {
  listener.hearers = listener.hearers.concat(hear)
  stops.push(() => (listener.hearers = listener.hearers.filter((other) => other != hear)))
}

/** Hears `methods`, those of a player, and the listeners that are set from now on. */
export function tap(methods: Callable, hear: Hear, stops: (() => unknown)[]): void {
  let listener: object | undefined
  METHODS.forEach((name) => {
    const original = methods[name]
    // Firmware of 2015 has no `restoreAsync`.
    if (!original) return
    function wrapper(this: unknown): unknown {
      const given = [].slice.call(arguments) as unknown[]
      attempt(() => {
        hear(name)
        if (name == 'setListener')
          follow((given[0] = wrapListener((listener = given[0] as object))) as WrappedListener, hear, stops)
      })
      const result = original!.apply(this, given)
      attempt(() => hear(name, given))
      return result
    }
    // One that cannot be replaced is not heard.
    attempt(() => (methods[name] = wrapper))
    stops.push(() => {
      // Somebody else may have wrapped it in turn: then it stays, and hands on.
      if (methods[name] != wrapper) return
      // What was inherited is inherited again.
      delete methods[name]
      if (methods[name] != original) methods[name] = original
      if (listener && name == 'setListener') original.call(methods, listener)
    })
  })
}
