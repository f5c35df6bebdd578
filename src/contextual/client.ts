/**
 * Contextual signals per url: asked for everyone, without ids, kept in memory and bounded.
 */
import type { Content, Inspection, Properties } from '../api.ts'
import { isText } from '../checks.ts'
import type { Context } from '../context.ts'
import { checkContent, kindOf } from '../events/checked.ts'
import { withoutPaths } from '../events/properties.ts'
import type { Queue } from '../queue/queue.ts'
import type { Target } from '../request.ts'
import { post } from '../request.ts'
import { findPersonalData } from './personal-data.ts'
import type { ContentSignals } from './wire.ts'
import { formatContextualRequest, parseContextualAnswer } from './wire.ts'

/** A prefetch younger than this counts as the call of the next view of the same url. */
const FRESH_MS = 600_000
const MAX_WARNED = 100
/** So many urls are remembered, the oldest forgotten first. */
const MAX_URLS = 20

interface Known {
  url: string
  _askedMs: number
  _isPrefetched: boolean
  signals: ContentSignals | null
  _abort: (() => void) | null
}

/** What says of a content where it is and of which kind. */
export type ContentToAsk = Pick<Content, 'url' | 'kind'>

export interface Contextual {
  /**
   * Asks about a content, unless a prefetch of a short while ago counts as this call.
   * It becomes the latest content either way; without a url, or where the app has no Contextual API, nothing is asked.
   */
  _ask(content: ContentToAsk, properties: Properties, isPrefetch?: boolean): void
  /** Asks about a content before it is watched. */
  _prefetch(content: Content): void
  /** Signals of `url`, or of the latest content; null while unknown. Each answer is an object of its own. */
  _signals(url?: string): ContentSignals | null
  /** Whether an answer about `url`, or the latest content, is under way. */
  _isWaiting(url?: string): boolean
  _close(): void
  _inspect(): Inspection['activations']['contextual']
}

export interface ContextualOptions {
  /** Ids that must not be sent: the aliases, and under a grant those of viewer, session and view. */
  _knownIds(): unknown[]
  /** The grant that runs, or null: its queue hears of each answer that held signals. */
  _granted(): { readonly _queue: Pick<Queue, '_hear'> } | null
}

export function createContextual(context: Context, around: ContextualOptions): Contextual {
  const { clock } = context.ports
  const { endpoints, kinds, userProperties } = context.settings
  const isEnabled = context.settings.contextual.enabled
  const { emit, report } = context.diagnosis
  const target: Target = { api: 'contextual', base: endpoints.contextual, path: '/ctx/v1/segment', query: '' }
  let known: Known[] = []
  let latest = ''
  const warned: string[] = []

  function find(url: string | undefined): Known | undefined {
    const wanted = url == null ? latest : url
    return known.filter((entry) => entry.url == wanted)[0]
  }

  const forget = ({ _abort }: Known): void => void (_abort && _abort())

  function ask(content: ContentToAsk, properties: Properties, isPrefetch?: boolean): void {
    const url = (latest = isEnabled && isText(content.url) ? content.url : '')
    if (!url) return
    const nowMs = clock.monotonicMs()
    const found = find(url)
    if (
      found &&
      (found._abort || (found.signals && (isPrefetch || found._isPrefetched) && nowMs - found._askedMs < FRESH_MS))
    ) {
      found._isPrefetched = !!isPrefetch
      return
    }
    const entry: Known = {
      url,
      _askedMs: nowMs,
      _isPrefetched: !!isPrefetch,
      signals: found ? found.signals : null,
      _abort: null,
    }
    known = known.filter((other) => other != found).concat(entry)
    const sent = withoutPaths(properties, userProperties)
    const body = formatContextualRequest(url, sent, kinds[kindOf(content)]!.wrap)
    let isDone = false
    const abort = post(context, target, body, ({ status, body: answer }) => {
      isDone = true
      entry._abort = null
      const signals = status >= 200 && status < 300 ? parseContextualAnswer(answer) : null
      if (signals) {
        entry.signals = signals
        emit('activations', { source: 'contextual', platforms: Object.keys(signals.activations) })
        const granted = around._granted()
        if (granted) granted._queue._hear()
      } else {
        report('request-failed', ['contextual', status], status)
      }
      context.arrivals._settle()
    })
    // A transport of the app's own may answer at once.
    if (!isDone) entry._abort = abort
    if (known.length > MAX_URLS) {
      // An answer that nobody could read shall not keep the others waiting for a connection.
      forget(known.shift()!)
      context.arrivals._settle()
    }
    findPersonalData({ url, properties: sent }, 'content', around._knownIds(), (path) => {
      if (warned.indexOf(path) >= 0) return
      // Names may be different ones in each content.
      if (warned.push(path) > MAX_WARNED) warned.shift()
      report('personal-data', [path])
    })
  }

  return {
    _ask: ask,
    _prefetch(content) {
      const properties = checkContent(context, content)
      if (properties) ask(content, properties, true)
    },
    _signals(url) {
      const entry = find(url)
      return entry ? entry.signals : null
    },
    _isWaiting(url) {
      const entry = find(url)
      return !!entry && !!entry._abort
    },
    _close() {
      known.forEach(forget)
      known = []
    },
    _inspect() {
      const nowMs = clock.monotonicMs()
      return known
        .filter(({ signals }) => signals)
        .map(({ url, _askedMs, signals }) => {
          const { cohorts, activations } = signals!
          return { url, cohorts, activations, ageMs: Math.round(nowMs - _askedMs) }
        })
    },
  }
}
