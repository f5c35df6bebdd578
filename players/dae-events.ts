/**
 * The events of the objects of HbbTV (OIPF DAE), as DOM events and as handler properties: every element has `addEventListener`, also
 * one whose terminal calls nothing but its handlers.
 */
import { attempt } from './attempt.ts'

interface Target {
  addEventListener?(type: string, listener: () => void, useCapture: boolean): void
  removeEventListener?(type: string, listener: () => void, useCapture: boolean): void
}

type Handlers = Record<string, ((...given: unknown[]) => unknown) | null | undefined>

/**
 * Calls `hear` at each of these events, twice where one comes both ways. What they bring is left alone: terminals leave it out, and the
 * object knows better.
 */
export function listen(target: Target, types: string[], hear: (type: string) => void, stops: (() => unknown)[]): void {
  types.forEach((type) => {
    const listener = () => void attempt(() => hear(type))
    attempt(() => target.addEventListener!(type, listener, false))
    stops.push(() => target.removeEventListener!(type, listener, false))
    const slots = target as Handlers
    attempt(() => {
      const previous = slots['on' + type]
      const chained = function (this: unknown) {
        listener()
        return previous && previous.apply(this, arguments as never)
      }
      slots['on' + type] = chained
      // A handler that was set since then is the app's.
      stops.push(() => slots['on' + type] == chained && (slots['on' + type] = previous))
    })
  })
}
