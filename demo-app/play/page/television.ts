/**
 * The television of the page: an iframe with the demo app, and what breaks it.
 */
import type { Inspection, Tracker } from 'ctv-tracker/browser'
import type { Config } from '../../app/config.ts'
import type { TelevisionFrame, TelevisionSet } from '../tv/television-set.ts'
import type { Disk, DiskImage } from './disk.ts'
import type { Ledger } from './ledger.ts'
import type { Network } from './network.ts'

/** What a power cut undoes: everything written so shortly before. */
export const UNDONE_BY_POWER_MS = 2000
const SNAPSHOT_MS = 250
/** The clock of the set, where it is wrong: it believes that it is yesterday. */
const WRONG_CLOCK_MS = -86_400_000
/** How long there must be nothing left to send before what has not come counts as lost. */
const SETTLED_MS = 3000

export type Power = 'on' | 'killed' | 'unplugged'

export interface Television {
  readonly power: Power
  /** What the tracker says of itself; null while there is none. */
  inspect(): Inspection | null
  start(): void
  /** The system ends the app: it hears of nothing. */
  kill(): Promise<void>
  /** The plug is pulled: as killed, and the last writes never reached the flash. */
  unplug(): Promise<void>
  setNetwork(isUp: boolean): void
  setClockWrong(isWrong: boolean): void
  setFull(isFull: boolean): void
  /** Presses a key of the remote. */
  press(keyCode: number): void
  focus(): void
  /** The film on screen; null while there is none, or an ad. */
  film(): HTMLVideoElement | null
  /** Looks whether anything is lost by now; call it a few times a second. */
  check(): void
}

export interface TelevisionParts {
  /** Where the screen is. */
  place: HTMLElement
  config: Config
  network: Network
  disk: Disk
  ledger: Ledger
  /** Hears of every change. */
  onChange(): void
}

export function createTelevision({ place, config, network, disk, ledger, onChange }: TelevisionParts): Television {
  let frame: TelevisionFrame | null = null
  let tracker: Tracker | null = null
  let power: Power = 'killed'
  let clockAheadMs = 0
  let isFull = false
  let images: DiskImage[] = []
  let settledSinceMs: number | null = null

  function meet(made: Tracker): void {
    tracker = made
    made.on('view', ({ viewId, state }) => {
      if (state === 'started') ledger.started(viewId)
      if (state === 'completed') ledger.completed(viewId)
    })
    made.on('dropped', ({ events }) => ledger.gaveUp(events.length))
    made.on('consent', ({ status }) => {
      if (status === 'denied') ledger.erased()
    })
  }

  function makeSet(): TelevisionSet {
    const isThis = frame
    const isDead = (): boolean => frame !== isThis
    return {
      config,
      transport: createTransport(network, isDead),
      getText: (url, timeoutMs, done) =>
        network.send({ method: 'GET', url, headers: {}, body: '' }, timeoutMs, (answer) => {
          if (!isDead()) done(answer?.status === 200 ? answer.body : null)
        }),
      clockAheadMs: () => clockAheadMs,
      isFull: () => isFull,
      isDead,
      meet,
    }
  }

  function start(): void {
    if (frame) return
    frame = document.createElement('iframe') as unknown as TelevisionFrame
    frame.televisionSet = makeSet()
    frame.title = 'The television'
    frame.allow = 'autoplay'
    frame.src = 'tv/index.html'
    frame.onload = focus
    images = []
    power = 'on'
    place.append(frame)
    onChange()
  }

  async function goDark(reason: Power): Promise<void> {
    if (!frame) return
    const gone = frame
    // Dead before it is taken down, so that it hears nothing of that.
    frame = tracker = null
    gone.remove()
    const now = performance.now()
    const survivor = images.findLast(({ atMs }) => atMs <= now - UNDONE_BY_POWER_MS) ?? images[0]
    try {
      if (reason === 'unplugged' && survivor) await disk.restore(survivor)
      ledger.wentDark(JSON.stringify(await disk.read()))
    } finally {
      // Only now: who sees it dark sees what was lost, and may start it again.
      power = reason
      onChange()
    }
  }

  async function photograph(): Promise<void> {
    const watched = frame
    const image = await disk.read()
    if (watched && frame === watched) images = [...images.slice(-40), image]
  }

  function check(): void {
    const state = tracker?.inspect()
    const isQuiet = state?.consent === 'granted' && state.queue.events.length === 0 && network.isUp
    if (!state || !isQuiet) {
      settledSinceMs = null
      return
    }
    settledSinceMs ??= performance.now()
    if (performance.now() - settledSinceMs < SETTLED_MS) return
    const running = state.views.filter((view) => view.state !== 'completed').map(({ id }) => id ?? '')
    const disk = images.at(-1)
    if (disk) ledger.settle(new Set(running), JSON.stringify(disk))
  }

  function focus(): void {
    frame?.contentWindow?.focus()
  }

  setInterval(() => void photograph(), SNAPSHOT_MS)

  return {
    get power() {
      return power
    },
    inspect: () => tracker?.inspect() ?? null,
    start,
    kill: () => goDark('killed'),
    unplug: () => goDark('unplugged'),
    setNetwork(isUp) {
      network.setUp(isUp)
      if (isUp) frame?.contentWindow?.dispatchEvent(new Event('online'))
      onChange()
    },
    setClockWrong(isWrong) {
      clockAheadMs = isWrong ? WRONG_CLOCK_MS : 0
      onChange()
    },
    setFull(next) {
      isFull = next
      onChange()
    },
    press(keyCode) {
      frame?.contentDocument?.dispatchEvent(Object.assign(new Event('keydown', { cancelable: true }), { keyCode }))
    },
    focus,
    film() {
      const video = frame?.contentDocument?.querySelector('video') ?? null
      return video === null || /\/ad-[^/]*$/.test(video.currentSrc) ? null : video
    },
    check,
  }
}

function createTransport(network: Network, isDead: () => boolean): TelevisionSet['transport'] {
  return {
    send({ url, body, headers, timeoutMs }, done) {
      const lowered = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value])
      const request = { method: 'POST', url, headers: Object.fromEntries(lowered) as Record<string, string>, body }
      return network.send(request, timeoutMs, (answer) => {
        // No script may read the `Date` of the vendor's servers either.
        if (!isDead()) done({ status: answer?.status ?? 0, body: answer?.body ?? '', date: null, retryAfter: null })
      })
    },
    beacon: () => false,
    isOffline: () => !network.isUp,
  }
}
