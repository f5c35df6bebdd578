/**
 * What an app sees of the tracker: types only.
 */
import type { MeterView } from './engagement/types.ts'
import type { ConsentSource, ConsentStatus } from './ports/consent-source.ts'
import type { PlayerHook, PlayerSignal } from './ports/player-hook.ts'
import type { Ports } from './ports/ports.ts'
import type { Diagnostic } from './diagnostics.ts'

/** Event properties: plain JSON values; dates are sent as ISO 8601 strings. */
export type Properties = Record<string, unknown>

/** An identifier configured in the workspace, such as a hashed login. */
export interface Alias {
  /** Identifier tag, as configured in the workspace. */
  tag: string
  id: string
  /** Lower is stronger. Default: its place in the list. */
  priority?: number
}

/** What is being watched. */
export interface Content {
  /** Stable id of the content. Default: `url`. */
  id?: string
  /** Deterministic url of the content; any scheme. Without it the Contextual API is not asked. */
  url: string
  /** What it is: `'video'` (default), `'audio'`, `'article'`, or a name of `options.kinds`. Decides the names of the events. */
  kind?: string
  /** Sent with the play and completion events, and (without user properties) to the Contextual API. */
  properties: Properties
  /** A live stream has no duration and hence no percentage watched. */
  live?: boolean
  /** Ads stitched into the same timeline, `[fromSeconds, toSeconds]` each. */
  adSpans?: readonly (readonly [number, number])[]
}

/** What is known of a content's address. */
export interface ContentAddress {
  /** Public web page of the content, http or https. */
  webUrl?: string | null
  /** Scheme of the app's own urls, such as `myapp`. */
  scheme?: string | null
  /** Stable id of the content, not encoded; `/` separates its parts. */
  id?: string | number | null
  /** Names of further parameters that say nothing of the content. `*` at the end stands for any ending. Default none. */
  strip?: readonly string[]
  /** Names that stay although they are in a list. Default none. */
  keep?: readonly string[]
}

/** The numbers of one view, given to a custom completion shape. */
export interface Totals {
  /** Seconds watched, to the millisecond. */
  timeSpentSeconds: number
  /** Seconds of advertising, to the millisecond. */
  adTimeSeconds: number
  /** 0 to 1, or null for live content and unknown duration. */
  percentageWatched: number | null
  completed: boolean
  reachedEnd: boolean
  /**
   * The stretches that were watched, `[from, to]` in seconds since the content begins, to the millisecond: sorted, disjoint, at most 64.
   * A live window slides: there it is since the beginning that the window had at the first picture.
   * Beyond that the smallest gaps between them are closed first, here alone: they are in no other number.
   */
  coverage: [number, number][]
}

export type CompletionShape = 'flat' | 'aggregations' | ((totals: Totals) => Properties)

/** The events of one kind of content. */
export interface KindEvents {
  /** Name of the event sent when half a second was watched. */
  play?: string
  /** Name of the event sent at the end of a view. */
  completion?: string
  /** How the completion carries its totals. Default `'flat'`. */
  completionShape?: CompletionShape
  /** Event names by percentage watched, such as `{ 10: 'VideoTenth', 99.5: 'VideoAll' }`, above 0 and up to 100. Default none. */
  milestones?: { [percent: number]: string }
  /**
   * A heartbeat: an event each time another `everySeconds` (at least 1) were watched, with what a completion of that moment would carry.
   * For cohort rules that need the time spent of a view that runs for hours, such as a live channel. Default none.
   */
  progress?: { everySeconds: number; name: string } | null
}

/** One kind of content: its events, and where the Contextual API finds its properties. */
export interface Kind extends KindEvents {
  /** Key under which the properties are sent, as `contextual.wrap`. Default: the name of the kind. */
  wrap?: string | false
}

export interface TrackerOptions {
  /** Public key of the workspace. */
  apiKey: string
  /** Base URLs. Default `https://api.permutive.app` and `https://api.permutive.com`. */
  endpoints?: { ccs?: string; contextual?: string }
  /** `'required'` (default), `'granted'` (the app vouches at every start), or a source. */
  consent?: 'required' | 'granted' | ConsentSource
  identity?: {
    /** Known identifiers, strongest first. Default none. */
    aliases?: readonly Alias[]
    /**
     * Adds a device id as the weakest alias: the platform's own with `true`, or what a function hands over, which is called at each
     * grant of consent and answers within 2 s with the id, or null where there is none or the viewer limits ad tracking. Default false.
     */
    deviceId?: boolean | ((done: (id: string | null) => void, isWanted?: () => boolean) => void)
    /** Tag of the device id. Default: the platform's; a function of the app's own needs one. */
    deviceTag?: string
    /**
     * A version 4 UUID that an earlier client of this app left, or a function that looks for it, called at a grant of consent: taken over
     * as the generated id where this device has none yet. After a refusal it is not asked again. Default none.
     */
    generated?: string | null | (() => string | null)
  }
  /** The events of a video. Their names default to `Videoview` and `VideoCompletion`. */
  events?: KindEvents
  /**
   * Further kinds of content, by the names that `Content.kind` takes. `audio` (`AudioPlay`, `AudioCompletion`) and `article` (`Pageview`,
   * `PageviewComplete`) are there and can be changed; a kind of the app's own names its play and completion events.
   */
  kinds?: Record<string, Kind>
  /** Inactivity after which a new session begins. Default 1,800,000 ms. */
  sessionTimeoutMs?: number
  /** Time without progress after which a new view begins. Default 1,800,000 ms. */
  viewTimeoutMs?: number
  activations?: {
    /** Age at which cached activations are no longer used. Default 2,592,000,000 ms (30 days). */
    ttlMs?: number
    /** How long `fresh` waits unless it is told. Default 400 ms. */
    deadlineMs?: number
    /** Platform names that mean the same, both ways. Default `{ gam: 'dfp' }`. */
    aliases?: Record<string, string>
  }
  queue?: {
    /** Most events kept; the oldest go first. Default 500. */
    maxEvents?: number
    /** Age at which an unsent event is given up. Default 2,592,000,000 ms (30 days). */
    maxAgeMs?: number
    /** What to do when it is unknown whether a request was processed. Default `'at-least-once'`. */
    delivery?: 'at-least-once' | 'at-most-once'
  }
  transport?: {
    /** Time after which a request is given up. Default 10,000 ms. */
    timeoutMs?: number
    /** Where the key travels: `?k=` (default) or the `X-Api-Key` header. */
    auth?: 'query' | 'header'
    /** Content type of request bodies. Default `application/json`. */
    contentType?: string
  }
  contextual?: {
    /** Whether the Contextual API is asked. Default true. */
    enabled?: boolean
    /** Key under which properties of a video are sent, unless they already hold it; false sends them as they are. Default `'video'`. */
    wrap?: string | false
  }
  /** Property paths (`'viewer.age'`) never sent to the Contextual API. Default none. */
  userProperties?: readonly string[]
  /** Asks CCS to validate events before it answers: for debugging only, slow. Default false. */
  synchronousValidation?: boolean
  /** Prefix of every key on the device. Two trackers on one page need two. Default `'ctv-tracker'`. */
  storageKey?: string
  /** Logs diagnostics to the console and keeps request bodies for `inspect()`. Default false. */
  debug?: boolean
  /** Replaces parts of the platform: for tests and unusual devices. */
  ports?: Partial<Ports>
}

/** One engagement with one content. Across a rotation the handle stays and its `id` changes. */
export interface View {
  /** Current view id, or null while the view is inert (bad input, no consent, destroyed). */
  readonly id: string | null
  /** Live numbers of the current view. */
  readonly totals: Totals
  /** Sends an event of the workspace with this view's id. */
  track(name: string, properties?: Properties): void
  /** Ends the view; its completion is queued. Later calls do nothing. */
  end(): void
}

/** A view whose player the app reports by hand. */
export interface ManualView extends View {
  /** Reports what the player did; time is stamped by the tracker. While playing, report a position at least every 5 s. */
  signal(signal: PlayerSignal): void
}

export interface Ids {
  userId: string | null
  sessionId: string | null
  /** The view opened last. */
  viewId: string | null
}

/** Cohort ids for an ad call, kept apart by origin. */
export interface SplitTargeting {
  behavioral: string[]
  contextual: string[]
}

export interface FreshResult {
  ids: string[]
  /** `fresh`: an answer of CCS or about this content arrived after the call; `cached`: known before; `none`: nothing known. */
  source: 'fresh' | 'cached' | 'none'
}

export interface EventSummary {
  name: string
  /** ISO 8601. */
  time: string
}

/** Why events were given up; `max-bytes`: the properties of one are over 32 kB. */
export type DropReason = 'max-events' | 'max-age' | 'max-bytes' | 'storage-full' | 'refused' | 'ambiguous'

export interface TrackerEvents {
  activations: { source: 'ccs' | 'contextual'; platforms: string[] }
  /** Cohorts of the present identity by an answer of CCS, against those by the answer before. Told where they differ. */
  cohorts: { entered: string[]; left: string[] }
  session: { sessionId: string; reason: 'start' | 'timeout' | 'identify' }
  view: { viewId: string; contentId: string; state: 'open' | 'started' | 'completed'; totals: Totals }
  sent: { events: EventSummary[]; status: number; durationMs: number }
  dropped: { events: EventSummary[]; reason: DropReason }
  consent: { status: ConsentStatus }
  diagnostic: Diagnostic
}

/** One request as `inspect()` shows it. Bodies only with `debug`, the key never. */
export interface Exchange {
  api: 'ccs' | 'contextual' | 'identify'
  /** Wall clock in ms when the request left. */
  at: number
  /** 0 while it runs or when no answer came. */
  status: number
  /** Null while it runs. */
  durationMs: number | null
  request?: string
  answer?: string
}

/** The state of a tracker as plain JSON, for panels and bug reports. */
export interface Inspection {
  version: string
  consent: ConsentStatus
  ids: Ids
  /** Which identifier form requests carry, and the tags in use (never the ids). */
  identity: { form: 'none' | 'user_id' | 'alias' | 'aliases'; tags: string[] }
  session: { id: string; lastActivityAt: number } | null
  views: {
    id: string | null
    contentId: string
    kind: string
    url: string | null
    state: 'waiting' | 'open' | 'started' | 'completed'
    totals: Totals
    durationSeconds: number | null
    /** Watched intervals in seconds. */
    coverage: [number, number][]
  }[]
  queue: {
    events: EventSummary[]
    /** How many of them are in the request under way. */
    inFlight: number
    /** Milliseconds until the next try, or null. */
    retryInMs: number | null
    /** Why nothing is sent until `retryInMs` is over, unless something happens before that may help. */
    stopped: 'unauthorised' | 'ambiguous' | null
  }
  /** Which kind of store holds what. */
  storage: { ids: string | null; queue: string | null }
  activations: {
    behavioral: Record<string, string[]>
    /** Age of the behavioural answer in ms, or null. */
    ageMs: number | null
    contextual: { url: string; cohorts: string[]; activations: Record<string, string[]>; ageMs: number }[]
  }
  /** The latest 20. */
  exchanges: Exchange[]
  /** The latest 20. */
  diagnostics: Diagnostic[]
}

export interface Tracker {
  /** Resolves when the stores that may be read were read. Each grant sets a new one. */
  readonly ready: PromiseLike<void>
  readonly ids: Ids
  /** Every cohort id of the last answer: for reading only, never for ad calls. */
  readonly cohorts: string[]
  readonly consent: { grant(): void; revoke(): void; readonly status: ConsentStatus }
  readonly activations: {
    /** Cohort ids for one ad platform: behavioural first, then contextual, without duplicates. */
    get(platform: string, options?: { url?: string; split?: false }): string[]
    get(platform: string, options: { url?: string; split: true }): SplitTargeting
    /**
     * Waits for answers of CCS and about the content (`url`, default the latest) that are due, at most `deadlineMs`: default, and where it
     * is no number from 0 on, `activations.deadlineMs` of the options. Never rejects; requests go on, and late answers count later.
     */
    fresh(platform: string, options?: { url?: string; deadlineMs?: number }): PromiseLike<FreshResult>
    /**
     * What the Contextual API said a content is about (`url`, default the latest): categories, keywords and the like, in the API's own
     * words; null where it said nothing.
     */
    classifications(options?: { url?: string }): Record<string, unknown> | null
  }
  /** Measures a player. `player` is a media element or a hook. */
  watch(player: unknown, content: Content): View
  /** Measures a player that the app reports by hand. */
  startView(content: Content): ManualView
  /** Sends an event of the workspace, outside a view. */
  track(name: string, properties?: Properties): void
  /** The viewer did something: keeps the session. */
  activity(): void
  /**
   * Changes who is watching; `null` returns to the generated id. With `link` what this device learnt before the login is joined to the
   * viewer, by the Identify API: once for each list of aliases on this device; where no answer came, at the next start that asks for it.
   */
  identify(aliases: Alias | readonly Alias[] | null, options?: { link?: boolean }): void
  /** Asks the Contextual API ahead of the view. */
  prefetch(content: Content): void
  /** Sends what can be sent now; resolves when the queue is empty or has to wait. */
  flush(): PromiseLike<void>
  /**
   * Ends everything: completions are queued and written, listeners and timers removed. Later calls do nothing, but for
   * `consent.revoke()`: it still erases what is stored under this tracker's key.
   */
  destroy(): PromiseLike<void>
  inspect(): Inspection
  on<K extends keyof TrackerEvents>(event: K, listener: (payload: TrackerEvents[K]) => void): Tracker
  off<K extends keyof TrackerEvents>(event: K, listener: (payload: TrackerEvents[K]) => void): Tracker
}

export type { ConsentSource, ConsentStatus, Diagnostic, MeterView, PlayerHook, PlayerSignal, Ports }
