/**
 * The page's own book-keeping: what the tracker took, against what the server got. It knows nothing of the tracker's stores.
 *
 * Every view that was reported as started owes two events: its play event and its completion. Pure.
 */

type Role = 'play' | 'completion'

interface Entry {
  /** The tracker owes it: it was taken, or the process that would have sent it ended. */
  isTaken: boolean
  /** How often it arrived. */
  arrivals: number
  /** The television went dark before it was on the disk. */
  isUnkept: boolean
  /** The television had nothing left to send and nothing of it on the disk, and it had not come. */
  isLost: boolean
}

export interface Counts {
  /** Events that the tracker took. */
  taken: number
  /** Of those, what the server has. */
  received: number
  /** Of those, what is still on the television. */
  waiting: number
  /** Of those, what will not come any more though it was on the disk. */
  lost: number
  /** Arrivals beyond the first of an event. */
  twice: number
  /** What was not on the disk yet when the television went dark. */
  unkept: number
  /** What the tracker gave up and said so. */
  givenUp: number
}

export interface Ledger {
  started(viewId: string): void
  completed(viewId: string): void
  /** An event reached the server. */
  arrived(viewId: string | null, name: string): void
  /** The television went dark; `disk` is all that its stores hold from now on, as text. */
  wentDark(disk: string): void
  /** The viewer withdrew consent: what had not left was erased, as it must be. */
  erased(): void
  gaveUp(events: number): void
  /**
   * The television has nothing left to send but for the views in `running`: what has not come by now is lost, unless `disk` holds it
   * still, as where an app that found its store full leaves it to the next start.
   */
  settle(running: ReadonlySet<string>, disk: string): void
  counts(): Counts
}

const roleOf = (name: string): Role => (/Completion$/.test(name) ? 'completion' : 'play')

export function createLedger(): Ledger {
  const views = new Map<string, Record<Role, Entry>>()
  let givenUp = 0

  function viewOf(viewId: string): Record<Role, Entry> {
    const known = views.get(viewId)
    if (known) return known
    const view = { play: newEntry(), completion: newEntry() }
    views.set(viewId, view)
    return view
  }

  return {
    started(viewId) {
      viewOf(viewId).play.isTaken = true
    },
    completed(viewId) {
      viewOf(viewId).completion.isTaken = true
    },
    arrived(viewId, name) {
      if (viewId === null) return
      const entry = viewOf(viewId)[roleOf(name)]
      entry.isTaken = true
      entry.isUnkept = entry.isLost = false
      entry.arrivals += 1
    },
    wentDark(disk) {
      for (const [viewId, { play, completion }] of views) {
        const isKept = disk.includes(viewId)
        for (const entry of [play, completion]) {
          if (entry.arrivals > 0 || entry.isLost || !play.isTaken) continue
          entry.isTaken = true
          entry.isUnkept ||= !isKept
        }
      }
    },
    erased() {
      for (const view of views.values())
        for (const entry of [view.play, view.completion]) if (entry.arrivals === 0) entry.isTaken = entry.isLost = false
    },
    gaveUp(events) {
      givenUp += events
    },
    settle(running, disk) {
      for (const [viewId, view] of views) {
        if (running.has(viewId) || disk.includes(viewId)) continue
        for (const entry of [view.play, view.completion])
          entry.isLost ||= entry.isTaken && entry.arrivals === 0 && !entry.isUnkept
      }
    },
    counts() {
      const counts: Counts = { taken: 0, received: 0, waiting: 0, lost: 0, twice: 0, unkept: 0, givenUp }
      for (const view of views.values())
        for (const { isTaken, arrivals, isUnkept, isLost } of [view.play, view.completion]) {
          if (!isTaken) continue
          counts.taken += 1
          counts.twice += Math.max(0, arrivals - 1)
          if (arrivals > 0) counts.received += 1
          else if (isUnkept) counts.unkept += 1
          else if (isLost) counts.lost += 1
          else counts.waiting += 1
        }
      // The tracker names what it gave up by name and time only: it is one of those that did not come.
      const explained = Math.min(givenUp, counts.lost)
      counts.lost -= explained
      return counts
    },
  }
}

function newEntry(): Entry {
  return { isTaken: false, arrivals: 0, isUnkept: false, isLost: false }
}
