/**
 * A world for random scripts: one device, two tabs that are started, used and killed at any callback, and a server
 * that answers as told. It notes what happened on the wire and in the stores; model-laws.ts says what may not.
 */
import type { ConsentStatus, ManualView, Tracker, View } from '../../../src/api.ts'
import type { EventRecord } from '../../../src/queue/record.ts'
import type { Ports } from '../../../src/ports/ports.ts'
import type { LifecycleState } from '../../../src/ports/lifecycle.ts'
import { createTracker } from '../../../src/tracker.ts'
import type { FakePlayer } from '../fakes/fake-player.ts'
import { createFakePlayer } from '../fakes/fake-player.ts'
import type { FakeDevice, FakeProcess, StoreFaults } from '../fakes/fake-platform.ts'
import { createFakeDevice } from '../fakes/fake-platform.ts'
import type { AnswerKind, ModelServer, Poison, WireEvent } from './model-server.ts'
import { cohortOf, createModelServer, isPoison } from './model-server.ts'

/** Who may be watching: the generated id, one alias, another, both. */
export const VIEWERS = ['generated', 'anna', 'ben', 'anna+ben'] as const
export type Viewer = (typeof VIEWERS)[number]
const aliasesOf = (viewer: Viewer) =>
  viewer === 'generated' ? [] : viewer.split('+').map((id) => ({ tag: 'tag_' + id, id }))

export type Command = { tab: 0 | 1 } & (
  | { do: 'boot'; as: Viewer; consent: ConsentStatus }
  | { do: 'kill' | 'destroy' | 'flush' | 'activity' | 'settle' | 'endView' }
  | { do: 'say'; status: ConsentStatus; isByApi: boolean }
  | { do: 'identify'; as: Viewer }
  | { do: 'track'; isPoison: boolean; isInView: boolean }
  | { do: 'watch'; player: 0 | 1; isByHand: boolean }
  | { do: 'play'; player: 0 | 1; seconds: number }
  | { do: 'pause' | 'ended'; player: 0 | 1 }
  | { do: 'seek'; player: 0 | 1; to: number }
  | { do: 'server'; kind: AnswerKind }
  | { do: 'offline'; is: boolean }
  | { do: 'time'; ms: number }
  | { do: 'clock'; ms: number }
  | { do: 'life'; state: LifecycleState }
  | { do: 'steps'; count: number }
  /** The page is frozen, as in the background; woken again. */
  | { do: 'freeze' | 'wake' }
  /** The page destroys its tracker and makes another, in one task. */
  | { do: 'replace'; as: Viewer; consent: ConsentStatus }
  /** Somebody empties a store: the engine, or the app of this tab. */
  | { do: 'empty'; what: 'records' | 'keyValue' }
  | { do: 'powerCut'; luck: number }
  | { do: 'fault'; records: NonNullable<StoreFaults['records']> | null }
)

export interface WorldOptions {
  delivery: 'at-least-once' | 'at-most-once'
  maxEvents: number
  /** The server's clock is readable and right. */
  isDated: boolean
  /** What fails for itself, where that is not only what a schema refuses. */
  poison?: Poison
  /** The app asks no Contextual API, so that nothing but CCS ever answers. */
  isAlone?: boolean
}

/** What is known of one event: tracked ones by their own name, those of a view by name and view. */
export interface Known {
  key: string
  viewer: Viewer | null
  /** Order of tracking over all, and the process; for events of a view the order is not known. */
  order: number
  by: number
  /** Its transaction completed. */
  isAccepted: boolean
  /** Its own process wrote it, having read what lay there before. */
  isInPlace: boolean
  /** Ids of the records that held it. */
  records: Set<string>
  /** Wall-clock times under which a record held it. */
  times: Set<string>
  /** A refusal of consent deleted it. */
  isErased: boolean
  /** It may arrive once more: its process ended between the answer and the acknowledgement on the disk. */
  mayRepeat: boolean
  /** What held it was emptied or lost its power, and no process that knew of it has written it since. */
  mayBeLost: boolean
  /** The power took the stored view of a play event that is still there: nothing can complete it. */
  mayMissEnd: boolean
  /** The power took the word that it was done with: it may be made once more. */
  mayReturn: boolean
  /** Events that were accepted and still queued on the device when it was tracked. */
  behind: Known[]
}

export interface Tab {
  id: number
  tracker: Tracker
  process: FakeProcess
  players: FakePlayer[]
  views: (View | ManualView)[]
  viewer: Viewer
  /** What the app or its source said last, or another tab's refusal made of it. */
  status: ConsentStatus
  say(status: ConsentStatus): void
  isDestroyed: boolean
  isFrozen: boolean
  /** The database was emptied, and this process had no time to write since. */
  isUnaware: boolean
  hasWritten: boolean
  /** Another tab refused since: this one hears of it, and shuts. */
  mayObey: boolean
}

export interface World {
  readonly device: FakeDevice
  readonly server: ModelServer
  readonly options: WorldOptions
  readonly tabs: (Tab | null)[]
  readonly known: Map<string, Known>
  readonly dropped: { name: string; time: string }[]
  /** Views by id: who watched, in which session, and whether its play event was accepted. */
  readonly views: Map<string, { viewer: Viewer; by: number }>
  /** What broke a law while it happened. */
  readonly faults: string[]
  /** How many tabs were ever open at a time. */
  tabsUsed: number
  /** The wall clock, or the server's word on it, went back at some time. */
  wasSetBack: boolean
  /** How often a store was asked anything. */
  touches: number
  /** A page was frozen at some time. */
  hasFrozen: boolean
  /** Trackers that were destroyed and still write what they had. */
  closing: number
  /** Consent was refused, and nobody has granted it since. */
  isErased: boolean
  /** The database failed at some time. */
  hasFailed: boolean
  apply(command: Command): Promise<void>
  /** Keys of ours on the device. */
  left(): string[]
}

export const keyOf = (event: { name: string; view_id?: string; viewId?: string | null }): string =>
  /^[EP]\d/.test(event.name) ? event.name : event.name + ' ' + (event.view_id ?? event.viewId)

export function createWorld(options: WorldOptions): World {
  const device = createFakeDevice()
  device.steps = []
  device.faults.erasure = 'late'
  const server = createModelServer()
  if (options.isDated) {
    const offsetMs = device.time.wallMs - device.time.monotonicMs
    server.date = () => new Date(device.time.monotonicMs + offsetMs).toUTCString()
  }
  const { poison } = options
  const beganAt = device.time.wallMs
  if (poison) {
    server.poisonStatus = poison.status
    server.isPoisoned = (events, user) => events.some((event) => isSpoilt(event, user))
  }
  const isSpoilt = ({ name, time }: WireEvent, user: string): boolean =>
    poison?.of === 'identity'
      ? user === 'anna'
      : poison?.of === 'minute'
        ? Date.parse(time) < beganAt + 60_000
        : isPoison(name)
  const known: World['known'] = new Map()
  const faults: string[] = []
  const dropped: World['dropped'] = []
  const views: World['views'] = new Map()
  const tabs: World['tabs'] = [null, null]
  let order = 0
  let processes = 0
  let seed = 1
  /** Marks that the database had since somebody emptied it; null before. */
  let marks: Set<string> | null = null
  /** Stores that were emptied and that nobody had the time to fill again. */
  const bare = new Set<string>()

  const rowsOf = (): string[] => device.rows.keys()
  const eventsOnDisk = (): Known[] =>
    rowsOf()
      .filter((row) => row.startsWith('row.e:'))
      .map((row) => JSON.parse(device.rows.get(row)!) as EventRecord & { done?: true })
      .filter((record) => !record.done)
      .map((record) => known.get(keyOf(record))!)

  function learn(key: string, viewer: Viewer | null, by: number): Known {
    let found = known.get(key)
    if (!found) {
      found = {
        key,
        viewer,
        order: order++,
        by,
        isAccepted: false,
        isInPlace: false,
        records: new Set(),
        times: new Set(),
        isErased: false,
        mayRepeat: false,
        mayBeLost: false,
        mayMissEnd: false,
        mayReturn: false,
        behind: [],
      }
      known.set(key, found)
    }
    return found
  }

  const world: World = {
    device,
    server,
    options,
    tabs,
    known,
    dropped,
    views,
    faults,
    tabsUsed: 0,
    wasSetBack: options.isDated,
    touches: 0,
    closing: 0,
    hasFrozen: false,
    isErased: false,
    hasFailed: false,
    apply,
    left: () => [...device.keyValue.keys().filter((key) => key.startsWith('ctv-tracker.')), ...rowsOf()],
  }

  // The stores are watched from below the tracker.
  for (const store of [device.keyValue, device.rows])
    for (const method of ['get', 'set', 'remove', 'keys'] as const) {
      const real = store[method] as (...args: string[]) => unknown
      store[method] = ((...args: string[]) => {
        if (isWatching) world.touches++
        if (method === 'set') noteRow(args[0]!, args[1]!)
        return real(...args)
      }) as never
    }
  let isWatching = true
  const unwatched = <T>(look: () => T): T => {
    isWatching = false
    const seen = look()
    isWatching = true
    return seen
  }

  function noteRow(row: string, text: string): void {
    if (/^(row|ctv-tracker\.r)\.v:/.test(row))
      for (const event of eventsOf(JSON.parse(text) as EventRecord))
        if (event.key.startsWith('Videoview ')) event.mayBeLost = event.mayMissEnd = false
    if (row === 'row.kv:id' && marks) marks.add((JSON.parse(text) as EventRecord).owner)
    if (!/^(row|ctv-tracker\.r)\.e:/.test(row)) return
    const record = JSON.parse(text) as EventRecord & { done?: true }
    if (record.done) return
    const event = learn(keyOf(record), record.viewId ? (views.get(record.viewId)?.viewer ?? null) : null, -1)
    event.isAccepted = true
    // A write that was under way when consent was refused is deleted with the rest.
    if (world.isErased && !event.records.size) event.isErased = true
    // An exit copy may be saved before anything was read.
    event.isInPlace ||= row.startsWith('row.') && tabs.some((tab) => tab?.id === event.by)
    event.mayBeLost = false
    for (const tab of tabs) if (tab && isOf(event, tab)) tab.hasWritten = true
    event.records.add(record.key)
    event.times.add(new Date(record.at).toISOString())
  }

  function send(tab: Tab, timers: Ports['timers']): Ports['transport']['send'] {
    return (request, done) => {
      if (request.url.includes('/ctx/')) {
        device.steps!.push(
          () => tabs.includes(tab) && done({ status: 200, body: '{"activations":{}}', date: null, retryAfter: null }),
        )
        return () => {}
      }
      if (tab.status !== 'granted' || tab.isDestroyed)
        faults.push('a request left while ' + (tab.isDestroyed ? 'destroyed' : tab.status))
      if (server.requests.some((other) => other.by === tab.id && other.status === null))
        faults.push('two requests in flight')
      const { entry, response } = server.receive(tab.id, request)
      let isOver = false
      function finish(status: number, body: string, date: string | null, retryAfter: string | null): void {
        if (isOver || !tabs.includes(tab)) return
        isOver = true
        cancel()
        entry.status = status
        entry.isClear = status >= 400 || (status === 200 && body.includes('"activations"'))
        done({ status, body, date, retryAfter })
      }
      const cancel = timers.after(request.timeoutMs, () => finish(0, '', null, null))
      if (response) device.steps!.push(() => finish(response.status, response.body, response.date, response.retryAfter))
      return () => {
        isOver = true
        entry.status ??= -1
        cancel()
      }
    }
  }

  function boot(place: number, as: Viewer, consent: ConsentStatus, process = device.boot()): void {
    let listener: ((status: ConsentStatus) => void) | null = null
    const tab: Tab = {
      id: processes++,
      tracker: null as never,
      process,
      players: [],
      views: [],
      viewer: as,
      status: 'unknown',
      say: (status) => listener && listener(status),
      isDestroyed: false,
      isFrozen: false,
      isUnaware: false,
      hasWritten: false,
      mayObey: false,
    }
    tabs[place] = tab
    if (bare.size > 0) mayLookRefused()
    world.tabsUsed = Math.max(world.tabsUsed, tabs.filter((other) => other).length)
    tab.players = [createFakePlayer(device, 120), createFakePlayer(device, 60)]
    tab.status = consent
    if (consent === 'denied') noteErasure(tab)
    tab.tracker = createTracker(
      {
        apiKey: 'key-of-the-model',
        identity: { aliases: aliasesOf(as) },
        queue: { delivery: options.delivery, maxEvents: options.maxEvents },
        contextual: { enabled: !options.isAlone },
        consent: {
          subscribe(added) {
            listener = added
            added(consent)
            return () => (listener = null)
          },
        },
        ports: {
          transport: { send: send(tab, process.ports.timers), beacon: () => false, isOffline: () => server.isOffline },
          // Drawn per world, so that a script that is played again takes the same course.
          random: { bytes: (count) => Array.from({ length: count }, () => (seed = (seed * 48271) % 2147483647) % 256) },
        },
      },
      process.ports,
    )
    tab.tracker.on('diagnostic', ({ code, message }) => {
      if (/^(port-failed|listener-error|shape-failed|bad-)/.test(code)) faults.push(code + ': ' + message)
    })
    tab.tracker.on('dropped', ({ events }) => dropped.push(...events))
    tab.tracker.on('view', ({ viewId, state }) => {
      if (state === 'open') views.set(viewId, { viewer: tab.viewer, by: tab.id })
    })
    tab.tracker.on('consent', ({ status }) => {
      // Only another tab's refusal changes what was said here.
      if (status === 'denied' && tab.status === 'granted' && tab.mayObey) {
        tab.status = status
        noteErasure(tab)
      }
    })
    // A view opened while the tracker was built was heard by nobody; there is none, since players come later.
  }

  /** A tab that makes an id now leaves to the others what a refusal and a new grant leave: they may shut (decision 0017). */
  function mayLookRefused(): void {
    for (const tab of tabs) if (tab) tab.mayObey = true
  }

  function noteErasure(by: Tab): void {
    world.isErased = true
    for (const tab of tabs) if (tab && tab !== by) tab.mayObey = true
    for (const event of known.values()) event.isErased = true
  }

  /** The process ends, or lets go of its stores: what was answered, but is not off the disk, may be sent again. */
  function noteEnd(tab: Tab): void {
    for (const event of unwatched(eventsOnDisk))
      if (
        server.requests.some(
          (request) =>
            request.by === tab.id && request.isProcessed && request.events.some((sent) => keyOf(sent) === event.key),
        )
      )
        event.mayRepeat = true
    // Of what a frozen tab tracked, another may be the one that holds it.
    if (tab.isUnaware)
      for (const event of known.values()) if (world.hasFrozen || isOf(event, tab)) event.mayBeLost = true
  }

  const isOf = (event: Known, tab: Tab): boolean =>
    event.by === tab.id || views.get(event.key.split(' ')[1] ?? '')?.by === tab.id

  /** What one store alone held is lost, unless a process lives that holds it too, and writes it again. */
  function empty(what: 'records' | 'keyValue', by: Tab): void {
    if (bare.add(what).size > 1) mayLookRefused()
    unwatched(() => {
      for (const event of known.values()) {
        if (lies(event, 'ctv-tracker.r.')) event.mayRepeat = event.mayReturn = true
        // With the database goes the knowledge of what another has taken of a frozen page.
        if (what === 'records' && world.hasFrozen) event.mayRepeat = event.mayReturn = true
        if (what === 'keyValue') event.mayBeLost ||= !lies(event, 'row.')
        else event.mayBeLost ||= !lies(event, 'ctv-tracker.r.') && !tabs.some((tab) => tab && isOf(event, tab))
      }
      if (what === 'keyValue') return by.process.clearKeyValue()
      marks = new Set()
      for (const tab of tabs) if (tab) Object.assign(tab, { isUnaware: true, hasWritten: false })
      device.rows.transaction(() => device.rows.keys().forEach(device.rows.remove))
    })
  }

  const lies = ({ records }: Known, prefix: string): boolean =>
    [...records].some((key) => (prefix === 'row.' ? device.rows : device.keyValue).get(prefix + key) !== null)

  function cutPower(luck: number): void {
    tabs.forEach((tab, place) => {
      if (!tab) return
      noteEnd(tab)
      tab.process.kill()
      tabs[place] = null
    })
    unwatched(() => {
      for (const { written, deleted } of [device.rows.cut(luck), device.keyValue.cut(luck >> 3)]) {
        for (const [key, text] of written) noteLost(text, !!device.rows.get(key) || !!device.keyValue.get(key))
        for (const key of deleted) noteReturned((device.rows.get(key) ?? device.keyValue.get(key))!)
      }
    })
    // A refusal of the last seconds is among what may be lost.
    world.isErased = false
  }

  const eventsOf = (record: EventRecord): Known[] =>
    [...known.values()].filter(
      (event) =>
        event.records.has(record.key) || (/^[vp]:/.test(record.key) && event.key.endsWith(' ' + record.key.slice(2))),
    )

  function noteLost(text: string, isOlderThere: boolean): void {
    if (!text.startsWith('{"key"') && !text.includes('"owner"')) return
    const record = JSON.parse(text) as EventRecord & { done?: true }
    for (const event of eventsOf(record)) {
      if (record.done) event.mayRepeat = event.mayReturn = true
      else if (!isOlderThere) {
        event.mayBeLost = true
        event.mayMissEnd ||= record.key.startsWith('v:')
      }
    }
  }

  function noteReturned(text: string): void {
    if (!text.includes('"owner"')) return
    for (const event of eventsOf(JSON.parse(text) as EventRecord)) event.mayRepeat = event.mayReturn = true
  }

  function say(tab: Tab, status: ConsentStatus, isByApi: boolean): void {
    if (status === 'unknown') {
      noteEnd(tab)
      // What was not written yet is discarded, as everything tracked from now on.
      for (const event of known.values()) if (event.by === tab.id && !event.isAccepted) event.isErased = true
    }
    tab.status = status
    if (status === 'denied') noteErasure(tab)
    if (isByApi && status === 'granted') tab.tracker.consent.grant()
    else if (isByApi && status === 'denied') tab.tracker.consent.revoke()
    else tab.say(status)
  }

  function track(tab: Tab, isPoison: boolean, isInView: boolean): void {
    const view = tab.views[tab.views.length - 1]
    const name = (isPoison ? 'P' : 'E') + order
    if (tab.status === 'granted' && (!isInView || view)) {
      const isDone = ({ key }: Known) =>
        server.requests.some(
          (request) => request.isClear && request.isProcessed && request.events.some((sent) => sent.name === key),
        )
      const behind = unwatched(eventsOnDisk).filter(
        (event) => event.isAccepted && /^[EP]\d/.test(event.key) && !isDone(event),
      )
      learn(name, isInView ? null : tab.viewer, tab.id).behind = behind
    }
    if (!isInView) tab.tracker.track(name, { some: 'thing' })
    else if (view) view.track(name)
  }

  async function apply(command: Command): Promise<void> {
    await perform(command)
    if (tabs.some((tab) => tab?.status === 'granted')) world.isErased = false
  }

  async function perform(command: Command): Promise<void> {
    const tab = tabs[command.tab] ?? null
    switch (command.do) {
      case 'boot':
        if (!tab) boot(command.tab, command.as, command.consent)
        return
      case 'server':
        server.kind = command.kind
        return
      case 'offline':
        server.isOffline = command.is
        return
      case 'time':
        return device.advance(command.ms)
      case 'clock':
        device.time.wallMs += command.ms
        world.wasSetBack ||= command.ms < 0
        return
      case 'settle':
        await device.settle()
        bare.clear()
        for (const other of tabs) if (other?.hasWritten) other.isUnaware = false
        return
      case 'steps':
        for (let count = 0; count < command.count && device.steps![0]; count++) device.steps!.shift()!()
        return
      case 'fault':
        world.hasFailed ||= !!command.records
        if (command.records) device.faults.records = command.records
        else delete device.faults.records
        return
    }
    if (command.do === 'powerCut') return cutPower(command.luck)
    if (!tab || (tab.isFrozen && command.do !== 'wake' && command.do !== 'kill')) return
    switch (command.do) {
      case 'empty':
        return empty(command.what, tab)
      case 'freeze':
        // What it sent may be taken and sent by another meanwhile.
        noteEnd(tab)
        // Two processes filled the emptied database at a time: this one may take it for emptied again.
        if (marks && marks.size > 1) for (const event of unwatched(eventsOnDisk)) event.mayRepeat = true
        tab.isFrozen = world.hasFrozen = true
        return tab.process.freeze()
      case 'wake':
        if (!tab.isFrozen) return
        // Another process is asking right now who lives, and this one answers last of all.
        if (unwatched(() => device.keyValue.get('ctv-tracker.ping')) !== null)
          for (const event of unwatched(eventsOnDisk)) event.mayRepeat = true
        tab.isFrozen = false
        return tab.process.wake()
      case 'replace':
        noteEnd(tab)
        // What it still writes is left to the next.
        world.closing++
        void tab.tracker.destroy().then(() => world.closing--)
        tab.isDestroyed = true
        boot(command.tab, command.as, command.consent, tab.process)
        return
      case 'kill':
        noteEnd(tab)
        tab.process.kill()
        tabs[command.tab] = null
        return
      case 'destroy': {
        let isDone = false
        void tab.tracker.destroy().then(() => (isDone = true))
        tab.isDestroyed = true
        await device.advance(2000)
        await Promise.resolve()
        if (!isDone) faults.push('destroy did not end')
        if (tab.process.leaks()) faults.push('destroy left ' + tab.process.leaks() + ' timers or listeners')
        if (tab.players.some((player) => player.isAttached)) faults.push('destroy left a player attached')
        for (const { key, by, isAccepted, isErased, viewer } of known.values())
          if (
            !world.hasFailed &&
            by === tab.id &&
            viewer &&
            !isAccepted &&
            !isErased &&
            !dropped.some(({ name }) => name === key)
          )
            faults.push(key + ' was not written before destroy ended')
        tab.tracker.track('E' + 1e6)
        tab.process.kill()
        tabs[command.tab] = null
        return
      }
      case 'say':
        return say(tab, command.status, command.isByApi)
      case 'identify':
        tab.viewer = command.as
        return tab.tracker.identify(aliasesOf(command.as))
      case 'track':
        return track(tab, command.isPoison, command.isInView)
      case 'watch': {
        const content = { url: 'https://example.com/' + command.player, properties: { title: 'T' } }
        tab.views.push(
          command.isByHand ? tab.tracker.startView(content) : tab.tracker.watch(tab.players[command.player], content),
        )
        return
      }
      case 'play':
        return tab.players[command.player]!.play(command.seconds)
      case 'pause':
        return tab.players[command.player]!.pause()
      case 'ended':
        return tab.players[command.player]!.ended()
      case 'seek':
        return tab.players[command.player]!.seek(command.to)
      case 'endView':
        return tab.views.pop()?.end()
      case 'life':
        return tab.process.lifecycle(command.state)
      case 'activity':
        return tab.tracker.activity()
      case 'flush':
        void tab.tracker.flush()
        return
    }
  }

  return world
}

export { cohortOf }
