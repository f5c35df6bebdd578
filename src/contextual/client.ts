/**
 * Contextual signals per url: asked for everyone, without ids, kept in memory and bounded.
 */
import type { Properties } from '../api.ts'
import type { ActivationMap } from '../activation/merge.ts'
import type { DiagnosticCode } from '../diagnostics.ts'
import { withoutPaths } from '../events/properties.ts'
import type { ApiOptions } from '../request.ts'
import { post } from '../request.ts'
import { formatContextualRequest, parseContextualAnswer } from './wire.ts'

/** A prefetch younger than this counts as the call of the next view of the same url. */
const FRESH_MS = 600_000
/** So many urls are remembered, the oldest forgotten first. */
const MAX_URLS = 20

interface Known {
  url: string
  askedMs: number
  isPrefetched: boolean
  activations: ActivationMap | null
  abort: (() => void) | null
}

export interface Contextual {
  /**
   * Asks about a content, unless a prefetch of a short while ago counts as this call.
   * It becomes the latest content either way; without a url nothing is asked.
   */
  ask(url: string, properties: Properties, isPrefetch?: boolean): void
  /** Signals of `url`, or of the latest content; null while unknown. */
  activations(url?: string): ActivationMap | null
  /** Whether an answer about `url`, or the latest content, is under way. */
  isWaiting(url?: string): boolean
  close(): void
  inspect(): { url: string; activations: ActivationMap; ageMs: number }[]
}

export interface ContextualOptions {
  api: ApiOptions
  base: string
  wrap: string | false
  userProperties: readonly string[]
  onAnswer(activations: ActivationMap): void
  /** Called after each request, answered or not. */
  onSettled(): void
  report(code: DiagnosticCode, message: string, status?: number): void
}

export function createContextual(options: ContextualOptions): Contextual {
  const { clock } = options.api
  const target = { base: options.base, path: '/ctx/v1/segment', query: '' }
  let known: Known[] = []
  let latest = ''

  function find(url: string | undefined): Known | undefined {
    const wanted = url == null ? latest : url
    return known.filter((entry) => entry.url == wanted)[0]
  }

  return {
    ask(url, properties, isPrefetch) {
      latest = url
      if (!url) return
      const nowMs = clock.monotonicMs()
      const found = find(url)
      if (found && (found.abort || (found.activations && (isPrefetch || found.isPrefetched) && nowMs - found.askedMs < FRESH_MS))) {
        found.isPrefetched = !!isPrefetch
        return
      }
      const entry: Known = { url, askedMs: nowMs, isPrefetched: !!isPrefetch, activations: found ? found.activations : null, abort: null }
      known = known.filter((other) => other != found).concat(entry)
      // Forgetting does not abort: the answer of a forgotten url is simply not used.
      if (known.length > MAX_URLS) known.shift()
      const body = formatContextualRequest(url, withoutPaths(properties, options.userProperties), options.wrap)
      entry.abort = post(options.api, 'contextual', target, body, (answer) => {
        entry.abort = null
        const activations = answer.status >= 200 && answer.status < 300 ? parseContextualAnswer(answer.body) : null
        if (activations) {
          entry.activations = activations
          options.onAnswer(activations)
        } else {
          options.report('request-failed', 'The Contextual API ' + (answer.status ? 'answered ' + answer.status + ' without signals.' : 'did not answer.'), answer.status)
        }
        options.onSettled()
      })
    },
    activations(url) {
      const entry = find(url)
      return entry ? entry.activations : null
    },
    isWaiting(url) {
      const entry = find(url)
      return !!entry && !!entry.abort
    },
    close() {
      known.forEach((entry) => entry.abort && entry.abort())
      known = []
    },
    inspect() {
      const nowMs = clock.monotonicMs()
      return known
        .filter((entry) => entry.activations)
        .map((entry) => ({ url: entry.url, activations: entry.activations!, ageMs: Math.round(nowMs - entry.askedMs) }))
    },
  }
}
