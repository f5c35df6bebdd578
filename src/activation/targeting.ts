/**
 * Cohort ids for an ad call: what is known now, or what is due within a deadline.
 */
import type { FreshResult, SplitTargeting } from '../api.ts'
import type { Contextual } from '../contextual/client.ts'
import type { Grant } from '../grant.ts'
import type { Settings } from '../options.ts'
import type { Ports } from '../ports/ports.ts'
import { idsFor, joinedNames, union } from './merge.ts'

export interface TargetingOptions {
  settings: Settings['activations']
  ports: Ports
  contextual: Contextual
  /** Null without consent. */
  grant(): Grant | null
}

export interface Targeting {
  split(platform: string, url?: string): SplitTargeting
  /** Behavioural first, then contextual, each id once. */
  merged(platform: string, url?: string): string[]
  /** Waits for answers that are queued or in flight, at most until the deadline; never rejects. */
  fresh(platform: string, options?: { url?: string; deadlineMs?: number } | null): PromiseLike<FreshResult>
  /** An answer arrived. */
  noteAnswer(): void
  /** Something ended that `fresh` may be waiting for. */
  settle(): void
}

export function createTargeting({ settings, ports, contextual, grant }: TargetingOptions): Targeting {
  let answers = 0
  const waiting: (() => void)[] = []

  function split(platform: string, url?: string): SplitTargeting {
    const names = joinedNames(platform, settings.aliases)
    const granted = grant()
    const answer = granted && granted.answer()
    return { behavioral: idsFor(answer && answer.activations, names), contextual: idsFor(contextual.activations(url), names) }
  }

  function merged(platform: string, url?: string): string[] {
    const { behavioral, contextual: signals } = split(platform, url)
    return union([behavioral, signals])
  }

  function settle(): void {
    waiting.splice(0).forEach((look) => look())
  }

  function isDue(url: string | undefined): boolean {
    const granted = grant()
    return (!!granted && granted.isDue()) || contextual.isWaiting(url)
  }

  return {
    split,
    merged,
    fresh(platform, given) {
      const { url, deadlineMs } = given || {}
      const result = ports.createDeferred<FreshResult>()
      const before = answers
      let isSettled = false
      let cancel = () => {}
      function finish(): void {
        if (isSettled) return
        isSettled = true
        cancel()
        const ids = merged(platform, url)
        result.resolve({ ids, source: answers > before ? 'fresh' : ids[0] ? 'cached' : 'none' })
      }
      function look(): void {
        if (isSettled) return
        if (!isDue(url)) return finish()
        waiting.push(look)
        const granted = grant()
        if (granted && !granted.isIdle()) granted.whenIdle(settle)
      }
      if (isDue(url)) cancel = ports.timers.after(typeof deadlineMs == 'number' && deadlineMs >= 0 ? deadlineMs : settings.deadlineMs, finish)
      look()
      return result.promise
    },
    noteAnswer: () => answers++,
    settle,
  }
}
