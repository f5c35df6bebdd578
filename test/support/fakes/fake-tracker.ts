/**
 * A fake tracker: records what it is asked, shows the inspection it is given, emits what it is told to.
 */
import type { Content, Inspection, SplitTargeting, Totals, Tracker, TrackerEvents, View } from '../../../src/api.ts'

export interface FakeTracker extends Tracker {
  /** Calls in order, such as `['watch', 'football']`. */
  readonly calls: [name: string, ...details: unknown[]][]
  /** What `inspect()` answers; change it freely. */
  inspection: Inspection
  /** What `activations.get()` answers for every platform. */
  targeting: SplitTargeting
  emit<K extends keyof TrackerEvents>(event: K, payload: TrackerEvents[K]): void
  /** How many listeners are registered. */
  listenerCount(): number
}

export const NO_TOTALS: Totals = {
  timeSpentSeconds: 0,
  adTimeSeconds: 0,
  percentageWatched: 0,
  completed: false,
  reachedEnd: false,
  coverage: [],
}

/** A tracker that was just created and knows nothing. */
export function emptyInspection(): Inspection {
  return {
    version: '0.0.0',
    consent: 'unknown',
    ids: { userId: null, sessionId: null, viewId: null },
    identity: { form: 'none', tags: [] },
    session: null,
    views: [],
    queue: { events: [], inFlight: 0, retryInMs: null, stopped: null },
    storage: { ids: null, queue: null },
    activations: { behavioral: {}, ageMs: null, contextual: [] },
    exchanges: [],
    diagnostics: [],
  }
}

/** A tracker in the middle of an evening. */
export function busyInspection(nowMs: number): Inspection {
  return {
    version: '0.0.0',
    consent: 'granted',
    ids: {
      userId: '3f0a6c1e-8d2b-4f57-9b1c-2f6f0f8f0a11',
      sessionId: '7b1d2c3e-4f50-4a61-8b72-9c83ad94be05',
      viewId: 'c0ffee00-1111-4222-8333-444455556666',
    },
    identity: { form: 'user_id', tags: [] },
    session: { id: '7b1d2c3e-4f50-4a61-8b72-9c83ad94be05', lastActivityAt: nowMs - 2000 },
    views: [
      {
        id: 'c0ffee00-1111-4222-8333-444455556666',
        contentId: 'tennis',
        kind: 'video',
        url: 'https://kestrel-tv.example/sports/tennis',
        state: 'started',
        totals: {
          timeSpentSeconds: 11.42,
          adTimeSeconds: 0,
          percentageWatched: 0.4392,
          completed: false,
          reachedEnd: false,
          coverage: [],
        },
        durationSeconds: 26,
        coverage: [
          [0, 6.5],
          [16.2, 21.12],
        ],
      },
    ],
    queue: {
      events: [{ name: 'Videoview', time: new Date(nowMs - 400).toISOString() }],
      inFlight: 1,
      retryInMs: null,
      stopped: null,
    },
    storage: { ids: 'localStorage', queue: 'indexedDB' },
    activations: {
      behavioral: { dfp: ['12345', '67890'], freewheel: ['12345'] },
      ageMs: 4000,
      contextual: [
        {
          url: 'https://kestrel-tv.example/sports/tennis',
          cohorts: ['99999'],
          activations: { dfp: ['99999'] },
          ageMs: 9000,
        },
      ],
    },
    exchanges: [
      {
        api: 'contextual',
        at: nowMs - 9000,
        status: 200,
        durationMs: 14,
        request: '{"url":"https://kestrel-tv.example/sports/tennis"}',
        answer: '{"activations":{"dfp":["99999"]}}',
      },
      { api: 'ccs', at: nowMs - 4000, status: 503, durationMs: 22 },
      { api: 'ccs', at: nowMs - 400, status: 0, durationMs: null },
    ],
    diagnostics: [
      { code: 'request-failed', message: 'CCS answered 503; the events are sent again later.', status: 503 },
    ],
  }
}

export function createFakeTracker(): FakeTracker {
  const calls: FakeTracker['calls'] = []
  const listeners: { event: string; listener: (payload: never) => void }[] = []
  const state = { inspection: emptyInspection(), targeting: { behavioral: [], contextual: [] } as SplitTargeting }

  function view(content: Content): View & { signal(): void } {
    return {
      id: 'view-of-' + content.id,
      totals: NO_TOTALS,
      track: (name) => void calls.push(['view.track', name]),
      end: () => void calls.push(['view.end', content.id]),
      signal() {},
    }
  }

  const tracker: FakeTracker = {
    calls,
    get inspection() {
      return state.inspection
    },
    set inspection(next) {
      state.inspection = next
    },
    get targeting() {
      return state.targeting
    },
    set targeting(next) {
      state.targeting = next
    },
    ready: Promise.resolve(),
    ids: { userId: null, sessionId: null, viewId: null },
    cohorts: [],
    consent: {
      grant() {
        calls.push(['grant'])
        state.inspection.consent = 'granted'
      },
      revoke() {
        calls.push(['revoke'])
        state.inspection.consent = 'denied'
      },
      get status() {
        return state.inspection.consent
      },
    },
    activations: {
      get: ((_platform: string, options?: { split?: boolean }) =>
        options?.split
          ? state.targeting
          : state.targeting.behavioral.concat(state.targeting.contextual)) as Tracker['activations']['get'],
      fresh(platform) {
        calls.push(['fresh', platform])
        return Promise.resolve({ ids: state.targeting.behavioral, source: 'cached' as const })
      },
      classifications: () => null,
    },
    watch(_player, content) {
      calls.push(['watch', content.id])
      return view(content)
    },
    startView(content) {
      calls.push(['startView', content.id])
      return view(content)
    },
    track: (name) => void calls.push(['track', name]),
    activity: () => void calls.push(['activity']),
    identify: () => void calls.push(['identify']),
    prefetch: (content) => void calls.push(['prefetch', content.id]),
    flush: () => Promise.resolve(),
    destroy: () => Promise.resolve(),
    inspect: () => state.inspection,
    on(event, listener) {
      listeners.push({ event, listener })
      return tracker
    },
    off(event, listener) {
      const at = listeners.findIndex((entry) => entry.event === event && entry.listener === listener)
      if (at >= 0) listeners.splice(at, 1)
      return tracker
    },
    emit(event, payload) {
      for (const entry of listeners.slice()) if (entry.event === event) entry.listener(payload as never)
    },
    listenerCount: () => listeners.length,
  }
  return tracker
}
