/**
 * Cohort ids for an ad call: what is known now, or what is due within a deadline.
 */
import type { FreshResult, SplitTargeting } from './api.ts'
import type { Contextual } from './contextual/client.ts'
import { withDeadline } from './deadline.ts'
import type { Grant } from './grant.ts'
import type { Settings } from './options.ts'
import { isText } from './checks.ts'
import type { Ports } from './ports/ports.ts'
import { idsFor, joinedNames, union } from './cohorts/cohorts.ts'

export interface TargetingHost {
  settings: Settings
  ports: Ports
  /** Null without consent. */
  grant(): Grant | null
}

export interface Targeting {
  split(platform: string, url?: string): SplitTargeting
  /** Behavioural first, then contextual, each id once. */
  merged(platform: string, url?: string): string[]
  /** Waits for answers that are queued or in flight, at most until the deadline; never rejects. */
  fresh(platform: string, options?: { url?: string; deadlineMs?: number } | null): PromiseLike<FreshResult>
  /** An answer of CCS arrived. */
  noteAnswer(): void
  /** Something ended that `fresh` may be waiting for. */
  settle(): void
}

export function createTargeting({ settings, ports, grant }: TargetingHost, contextual: Contextual): Targeting {
  let answers = 0
  const waiting: (() => void)[] = []

  function split(platform: string, url?: string): SplitTargeting {
    const names = isText(platform) ? joinedNames(platform, settings.activations.aliases) : []
    const granted = grant()
    const answer = granted && granted.answer()
    return {
      behavioral: idsFor(answer && answer.activations, names),
      contextual: idsFor(contextual.activations(url), names),
    }
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
    return (!!granted && granted.queue.isDue()) || contextual.isWaiting(url)
  }

  return {
    split,
    merged,
    fresh(platform, given) {
      const { url, deadlineMs } = given || {}
      const result = ports.createDeferred<FreshResult>()
      const before = answers
      const known = contextual.activations(url)
      let isDone = !isDue(url)
      function finish(): void {
        isDone = true
        const ids = merged(platform, url)
        const signals = contextual.activations(url)
        // Each answer is an object of its own.
        result.resolve({
          ids,
          source: answers > before || (signals && signals != known) ? 'fresh' : ids[0] ? 'cached' : 'none',
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
        waiting.push(() => look(done))
        const granted = grant()
        if (granted && !granted.queue.isIdle()) granted.queue.whenIdle(settle)
      }
      return result.promise
    },
    noteAnswer: () => answers++,
    settle,
  }
}
