/**
 * What may not happen in any order of events, said without regard to how the tracker is built.
 */
import type { EventRecord } from '../../../src/queue/record.ts'
import type { Command, Known, World } from './model-world.ts'
import { cohortOf, keyOf } from './model-world.ts'
import { isPoison } from './model-server.ts'

/** Laws that hold after every command. */
export function checkEachStep(world: World): string[] {
  const broken: string[] = [...world.faults]
  for (const tab of world.tabs) {
    if (!tab) continue
    const cohorts = tab.tracker.activations.get('dfp')
    const own = tab.status === 'granted' ? cohortOf(tab.viewer) : null
    if (cohorts.some((cohort) => cohort !== own))
      broken.push('cohorts of another: ' + cohorts.join() + ' instead of ' + own)
    if (
      tab.status !== 'granted' &&
      (tab.tracker.ids.userId ?? tab.tracker.ids.sessionId ?? tab.tracker.ids.viewId) !== null
    )
      broken.push('ids while ' + tab.status)
  }
  return broken
}

/** Laws that hold once everything under way has finished. */
export function checkSettled(world: World): string[] {
  const broken: string[] = []
  for (const tab of world.tabs)
    if (tab && tab.tracker.consent.status !== tab.status)
      broken.push('consent is ' + tab.tracker.consent.status + ', said was ' + tab.status)
  return broken
}

/** Ends every process, then starts the app a few times with a server that works: what was accepted must come out. */
export async function drain(world: World, run: (command: Command) => Promise<void>): Promise<void> {
  const tab = 0
  await run({ tab, do: 'fault', records: null })
  await run({ tab, do: 'server', kind: 'good' })
  await run({ tab, do: 'offline', is: false })
  await run({ tab, do: 'settle' })
  await run({ tab, do: 'kill' })
  await run({ tab: 1, do: 'kill' })
  for (let start = 0; start < 3 || (start < 12 && readQueue(world)[0] && !isAllRefused(readQueue(world))); start++) {
    await run({ tab, do: 'boot', as: 'generated', consent: 'granted' })
    // One good event, so that a refusal of bad ones is not taken for a refusal of everything.
    await run({ tab, do: 'track', isPoison: false, isInView: false })
    await run({ tab, do: 'time', ms: 20_000 })
    await run({ tab, do: 'kill' })
  }
}

/** A day on which the server takes good events: whatever lies before it, each is delivered or reported by its end. */
export async function liveOn(world: World, run: (command: Command) => Promise<void>): Promise<void> {
  const tab = 0
  if (!world.tabs[tab]) await run({ tab, do: 'boot', as: 'generated', consent: 'granted' })
  await run({ tab, do: 'life', state: 'visible' })
  await run({ tab, do: 'time', ms: 60_000 })
  await run({ tab, do: 'identify', as: 'ben' })
  await run({ tab, do: 'track', isPoison: false, isInView: false })
  await run({ tab, do: 'time', ms: 24 * 3_600_000 })
}

/** The law of liveness, after that day. */
export function checkLiveness(world: World): string[] {
  const broken: string[] = []
  for (const event of world.known.values()) {
    const copies = new Map<number, number>()
    for (const { by, events } of world.server.requests)
      if (events.some((sent) => keyOf(sent) === event.key)) copies.set(by, (copies.get(by) ?? 0) + 1)
    if (event.isAccepted && !timesDelivered(world, event.key)[0] && !isDropped(world, event))
      broken.push(event.key + ' was neither delivered nor reported within a day')
    const most = Math.max(0, ...copies.values())
    if (most > MOST_COPIES) broken.push(event.key + ' was sent ' + most + ' times by one process')
  }
  return broken
}

/** Laws of the whole history, after the drain. */
export function checkHistory(world: World): string[] {
  return [
    ...checkRequests(world),
    ...checkFates(world),
    ...checkRepeats(world),
    ...checkOrder(world),
    ...checkViews(world),
  ]
}

function checkRequests({ server, known, views }: World): string[] {
  const broken: string[] = []
  for (const { events, user } of server.requests) {
    if (!events.length || events.length > 10) broken.push(events.length + ' events in a request')
    events.forEach((event, place) => {
      const before = events[place - 1]
      if (before && before.time > event.time) broken.push('not chronological: ' + before.name + ', ' + event.name)
      const viewer = event.view_id ? views.get(event.view_id)?.viewer : known.get(keyOf(event))?.viewer
      if (viewer !== user) broken.push(event.name + ' of ' + viewer + ' was sent under ' + user)
    })
  }
  return broken
}

const timesDelivered = ({ server }: World, key: string) =>
  server.requests.filter((request) => request.isProcessed && request.events.some((event) => keyOf(event) === key))

function isDropped({ dropped }: World, event: Known): boolean {
  const name = event.key.split(' ')[0]
  return dropped.some((other) => other.name === name && (!event.key.includes(' ') || event.times.has(other.time)))
}

/** Every accepted event is delivered or reported. */
function checkFates(world: World): string[] {
  const broken: string[] = []
  const queued = readQueue(world)
  const isHeldUp = isAllRefused(queued)
  for (const event of world.known.values()) {
    const isDelivered = !!timesDelivered(world, event.key)[0]
    if (isDelivered && isPoison(event.key)) broken.push('the model is wrong: a poison event was processed')
    const isWaiting = isHeldUp && queued.some((record) => keyOf(record) === event.key)
    if (
      event.isAccepted &&
      !event.isErased &&
      !event.mayBeLost &&
      !isDelivered &&
      !isWaiting &&
      !isDropped(world, event)
    )
      broken.push(event.key + ' was accepted, and neither delivered nor reported')
  }
  const rest = world.left().filter((key) => /[.](r\.)?[ev]:/.test(key))
  if (rest[0] && !isHeldUp && !isOnlyDeletionMarkers(world, rest)) broken.push('left on the device: ' + rest.join())
  return broken
}

/** What the database holds, in the order of delivery. */
function readQueue({ device }: World): EventRecord[] {
  return device.rows
    .keys()
    .filter((row) => row.startsWith('row.e:'))
    .map((row) => JSON.parse(device.rows.get(row)!) as EventRecord & { done?: true })
    .filter((record) => !record.done)
    .sort((a, b) => a.seq - b.seq)
}

/** A batch of which nothing is accepted stops the queue as a refused key does, and everything behind it waits. */
function isAllRefused(queued: EventRecord[]): boolean {
  const identity = JSON.stringify(queued[0]?.identity)
  const other = queued.findIndex((record) => JSON.stringify(record.identity) !== identity)
  const batch = queued.slice(0, other < 0 ? 10 : Math.min(other, 10))
  return batch.length > 1 && batch.every(({ name }) => isPoison(name))
}

function isOnlyDeletionMarkers({ device }: World, keys: string[]): boolean {
  return keys.every((key) => JSON.parse(device.rows.get(key) ?? '{}').done === true)
}

/** No event is processed twice but where nobody could know of the first time. */
function checkRepeats(world: World): string[] {
  const broken: string[] = []
  for (const event of world.known.values()) {
    const deliveries = timesDelivered(world, event.key)
    for (const earlier of deliveries.slice(0, -1)) {
      const isKnown =
        earlier.isClear || (world.options.delivery === 'at-most-once' && !earlier.wasOffline && earlier.status === 0)
      if (isKnown && !event.mayRepeat) broken.push(event.key + ' was processed twice')
    }
    if (event.records.size > 1 && !event.mayReturn)
      broken.push(event.key + ' was queued ' + event.records.size + ' times')
  }
  return broken
}

/** Of an event that fails for itself, and of one that was sent with it. */
const MOST_COPIES = 40

const REFUSALS = new Set([400, 413, 422])

/**
 * Events of one process arrive in the order in which they were tracked, but for one that was refused on its own, or that failed alone
 * and often: others are tried before it then, first those of another identity.
 */
function checkOrder(world: World): string[] {
  const broken: string[] = []
  const first = new Map<string, { at: number; time: string; by: number }>()
  const aside = new Set<string>()
  const failures = new Map<string, number>()
  const doubted = new Set<string>()
  /** Requests of a viewer in a row that failed, and viewers whose requests failed so often that those of another were tried. */
  const failing = new Map<string, number>()
  const stuck = new Set<string | null>()
  /** Events of a viewer that were refused alone, none accepted since. */
  const refusals = new Map<string | null, Set<string>>()
  world.server.requests.forEach(({ by, user, events, isProcessed, isClear, status }, at) => {
    failing.set(user, isProcessed && isClear ? 0 : (failing.get(user) ?? 0) + 1)
    if (failing.get(user)! > 5) stuck.add(user)
    if (!isProcessed || !isClear)
      for (const event of events) failures.set(keyOf(event), (failures.get(keyOf(event)) ?? 0) + 1)
    const alone = events.length === 1 ? keyOf(events[0]!) : ''
    // Two and more of a viewer were refused alone, and another's events are accepted: all of that viewer's wait for the next process.
    if (isProcessed && isClear)
      for (const [viewer, refused] of refusals) {
        if (viewer === user || refused.size < 2) continue
        for (const event of world.known.values())
          if (event.viewer === viewer && event.by <= by && !first.has(event.key)) aside.add(event.key)
      }
    if (isProcessed && isClear) refusals.delete(user)
    else if (alone && status && REFUSALS.has(status)) refusals.set(user, (refusals.get(user) ?? new Set()).add(alone))
    const isKey = status === 401 || status === 403 || status === 404
    if (alone && status && REFUSALS.has(status)) aside.add(alone)
    for (const event of events)
      if (isKey || (status && REFUSALS.has(status)) || failures.get(keyOf(event))! > 9) doubted.add(keyOf(event))
    if (alone && failures.get(alone)! > (isKey ? 1 : 9)) aside.add(alone)
    if (isProcessed)
      for (const event of events) if (!first.has(keyOf(event))) first.set(keyOf(event), { at, time: event.time, by })
  })
  for (const event of world.known.values()) {
    const own = first.get(event.key)
    // Last words of a process that was killed before it had read the stores, under a clock set back, are placed by that clock.
    if (!own || aside.has(event.key) || (!event.isInPlace && world.wasSetBack)) continue
    for (const earlier of event.behind) {
      const other = first.get(earlier.key)
      if (!other || aside.has(earlier.key)) continue
      if (earlier.viewer !== event.viewer && (doubted.has(earlier.key) || stuck.has(earlier.viewer))) continue
      // Between two tabs there is no order, and none between what one left and the other took.
      if (world.tabsUsed > 1 && (earlier.by !== event.by || other.by !== own.by)) continue
      if (other.at > own.at) broken.push(event.key + ' came before ' + earlier.key)
      if (!world.options.isDated && other.time > own.time)
        broken.push(event.key + ' is earlier than ' + earlier.key + ', behind which it was tracked')
    }
  }
  return broken
}

/** One completion for each view whose play event was accepted; one session; no end before its start. */
function checkViews(world: World): string[] {
  const broken: string[] = []
  const sessions = new Map<string, Set<string>>()
  for (const { events } of world.server.requests)
    for (const event of events)
      if (event.view_id) sessions.set(event.view_id, (sessions.get(event.view_id) ?? new Set()).add(event.session_id))
  for (const [viewId, ids] of sessions)
    if (ids.size > 1) broken.push('view ' + viewId + ' in ' + ids.size + ' sessions')
  for (const viewId of world.views.keys()) {
    const [play, completion] = ['Videoview ', 'VideoCompletion '].map((name) => world.known.get(name + viewId))
    if (completion && !play && !world.hasFailed) broken.push('a completion without a play: ' + viewId)
    // On a full disk a completion may live in memory only: it is delivered from there, or lost with the process, as was reported.
    if (play?.isAccepted && !play.isErased && !play.mayBeLost && !play.mayMissEnd && !completion && !world.hasFailed)
      broken.push('a started view without a completion: ' + viewId)
    // A present end follows the clock, wherever that was set.
    if (!play || !completion || world.wasSetBack) continue
    if ([...completion.times][0]! < [...play.times][0]!) broken.push('a view that ends before it starts: ' + viewId)
  }
  return broken
}
