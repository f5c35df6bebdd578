/**
 * Cohort ids for an ad call: what is known now, or what is due within a deadline.
 */
import type { FreshResult, SplitTargeting } from './api.ts'
import type { Contextual } from './contextual/client.ts'
import { withDeadline } from './deadline.ts'
import type { Granted } from './granted.ts'
import type { Context } from './context.ts'
import { isText } from './checks.ts'
import { idsFor, joinedNames, union } from './cohorts/cohorts.ts'

export interface Targeting {
  _split(platform: string, url?: string): SplitTargeting
  /** Waits for answers that are queued or in flight, at most until the deadline; never rejects. */
  _fresh(platform: string, options?: { url?: string; deadlineMs?: number } | null): PromiseLike<FreshResult>
}

export interface TargetingOptions {
  readonly _contextual: Contextual
  /** Null without consent. */
  _granted(): Granted | null
}

/** Behavioural first, then contextual, each id once. */
export const merge = ({ behavioral, contextual }: SplitTargeting): string[] => union([behavioral, contextual])

export function createTargeting(
  { settings, ports, arrivals }: Context,
  { _contextual: contextual, _granted: granted }: TargetingOptions,
): Targeting {
  function split(platform: string, url?: string): SplitTargeting {
    const names = isText(platform) ? joinedNames(platform, settings.activations.aliases) : []
    const held = granted()
    const answer = held && held._answer()
    const signals = contextual._signals(url)
    return {
      behavioral: idsFor(answer && answer.activations, names),
      contextual: idsFor(signals && signals.activations, names),
    }
  }

  function isDue(url: string | undefined): boolean {
    const held = granted()
    return (!!held && held._queue._isDue()) || contextual._isWaiting(url)
  }

  return {
    _split: split,
    _fresh(platform, given) {
      const { url, deadlineMs } = given || {}
      const result = ports.createDeferred<FreshResult>()
      const before = arrivals._answers()
      const known = contextual._signals(url)
      let isDone = !isDue(url)
      function finish(): void {
        isDone = true
        const ids = merge(split(platform, url))
        const signals = contextual._signals(url)
        // Each contextual answer is an object of its own: another object is a newer answer.
        result.resolve({
          ids,
          source: arrivals._answers() > before || (signals && signals != known) ? 'fresh' : ids[0] ? 'cached' : 'none',
        })
      }
      if (isDone) finish()
      else
        look(
          withDeadline<void>(
            ports.timers,
            typeof deadlineMs == 'number' && deadlineMs >= 0 ? deadlineMs : settings.activations.deadlineMs,
            undefined,
            finish,
          ),
        )
      function look(done: () => void): void {
        if (isDone) return
        if (!isDue(url)) return done()
        arrivals._whenSettled(() => look(done))
        const held = granted()
        if (held && !held._queue._isIdle()) held._queue._whenIdle(arrivals._settle)
      }
      return result.promise
    },
  }
}
