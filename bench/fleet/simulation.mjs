/**
 * A fleet of TVs in one evening, minute by minute: every TV asks the queue's own policy what to send and how long to wait.
 *
 * The policy is handed in, nothing of it is written again here. What each TV does besides is assumed in `assumptions`.
 * Time goes in slots; what is due in a slot hangs in a linked list of TVs, so a million of them fit in typed arrays.
 */

export const SLOT_MS = 100
const SLOTS_PER_S = 1000 / SLOT_MS

/** An evening at prime time, as a TV sees it. */
export const assumptions = {
  /** Views a TV ends in an hour: each is a completion, and a play event once the next begins. */
  viewsPerHour: 3,
  /** Other events of an hour: milestones, searches, clicks. */
  otherPerHour: 6,
  /** Starts of the app in an hour; what is queued survives them, the back-off does not. */
  startsPerHour: 1 / 3,
  /** From a completion to the play event of the next view. */
  betweenViewsS: [2, 30],
  /** The same where a programme ended for everyone and the next follows by itself, and how far apart its end reaches the TVs. */
  nextProgrammeS: [1, 5],
  programmeSpreadS: 3,
  /** From a request to its answer. */
  answerMs: 200,
}

const IDLE = 0
const IN_FLIGHT = 1
const WAITING = 2

/** Random numbers in [0, 1) from a seed: the same run each time. */
function createRandom(seed) {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}

/** What is due when: one doubly linked list of TVs a slot, each TV in at most one of them. */
function createWheel(slots, tvs) {
  const heads = new Int32Array(slots + 1).fill(-1)
  const next = new Int32Array(tvs)
  const before = new Int32Array(tvs)
  const slotOf = new Int32Array(tvs).fill(-1)
  function remove(tv) {
    if (slotOf[tv] < 0) return
    if (next[tv] >= 0) before[next[tv]] = before[tv]
    if (before[tv] >= 0) next[before[tv]] = next[tv]
    else heads[slotOf[tv]] = next[tv]
    slotOf[tv] = -1
  }
  return {
    remove,
    /** Later than the end of the run is never. */
    put(tv, slot) {
      remove(tv)
      if (slot > slots) return
      slotOf[tv] = slot
      before[tv] = -1
      next[tv] = heads[slot]
      if (next[tv] >= 0) before[next[tv]] = tv
      heads[slot] = tv
    },
    /** Takes the next TV that is due, or -1. */
    take(slot) {
      const tv = heads[slot]
      if (tv >= 0) remove(tv)
      return tv
    },
  }
}

/**
 * Runs one scenario.
 *
 * @param {typeof import('../../src/queue/policy.ts')} policy
 * @param {object} scenario
 * @param {number} scenario.tvs
 * @param {number} scenario.durationS
 * @param {number} scenario.beganMs Wall clock of the beginning.
 * @param {number} [scenario.seed]
 * @param {{ fromS: number, toS: number, status: number, retryAfter?: string | null }} [scenario.outage] What the server answers
 * in the meantime; 0 is no connection.
 * @param {number} [scenario.programmeEndS] When a programme ends for every TV.
 * @param {{ perS: number, status: number, retryAfter?: string | null }} [scenario.capacity] Requests the server answers in a
 * second, and what the others get.
 */
export function simulate(policy, { tvs, durationS, beganMs, seed = 1, outage, programmeEndS, capacity }) {
  const { INITIAL, batchSize, giveUp, hear, outcomeOf, parseRetryAfter, reactionTo, resume, step, waitMs } = policy
  const { viewsPerHour, otherPerHour, startsPerHour, betweenViewsS, nextProgrammeS, programmeSpreadS, answerMs } =
    assumptions
  const random = createRandom(seed)
  const slots = durationS * SLOTS_PER_S
  const tracking = createWheel(slots, tvs)
  const programme = createWheel(slots, tvs)
  const sending = createWheel(slots, tvs)

  const requestsPerS = new Float64Array(durationS)
  const refusedPerS = new Float64Array(durationS)
  const queued = new Uint16Array(tvs)
  const isViewing = new Uint8Array(tvs).fill(1)
  const state = new Uint8Array(tvs)
  const batch = new Uint8Array(tvs)
  /** Place of its answer in `answers`. */
  const answered = new Uint8Array(tvs)
  const answers = [{ status: 200 }, outage, capacity]
  /** Events that were passed over. */
  const passed = new Uint16Array(tvs)
  /** The policy's progress of each TV: the policy changes none, so all that fare alike share one. */
  const progressOf = new Array(tvs).fill({ ...INITIAL, _hasSucceeded: true })
  const wellOff = progressOf[0]

  const happeningsPerHour = viewsPerHour + otherPerHour + startsPerHour
  const between = ([from, to]) => from + random() * (to - from)
  /** Slots until the next happening of a TV: they come independently of each other. */
  const untilNext = () => Math.ceil((-Math.log(1 - random()) * 3_600_000) / happeningsPerHour / SLOT_MS)
  const inSlots = (seconds) => Math.max(1, Math.round(seconds * SLOTS_PER_S))
  let second = 0
  let nowMs = 0
  let slot = 0

  function answerOfNow() {
    if (outage && second >= outage.fromS && second < outage.toS) return 1
    return capacity && requestsPerS[second] > capacity.perS ? 2 : 0
  }

  /** Sends what is queued unless a request is under way, a wait runs or sending has stopped: as the queue does, at once. */
  function kick(tv) {
    if (state[tv] !== IDLE || !queued[tv]) return
    const sendable = queued[tv] - passed[tv]
    if (!sendable) return take(tv, giveUp(progressOf[tv]), 0)
    batch[tv] = batchSize(progressOf[tv], sendable)
    requestsPerS[second]++
    answered[tv] = answerOfNow()
    if (answered[tv]) refusedPerS[second]++
    state[tv] = IN_FLIGHT
    sending.put(tv, slot + (answers[answered[tv]].status ? answerMs / SLOT_MS : 1))
  }

  function settle(tv) {
    const { status, retryAfter = null } = answers[answered[tv]]
    const outcome = outcomeOf(status, status === 200, false)
    const next = step(progressOf[tv], outcome, reactionTo(outcome, 'at-least-once'), {
      _size: batch[tv],
      _wasAside: false,
      _sendable: queued[tv] - passed[tv],
    })
    state[tv] = IDLE
    if (next._events === 'ack') queued[tv] -= batch[tv]
    if (next._events === 'pass') passed[tv]++
    take(tv, next, parseRetryAfter(retryAfter, nowMs))
  }

  function take(tv, { _progress: progress, _back: back, _isProof: isProof, _wait: wait }, retryAfterMs) {
    const { _failures: failures, _stops: stops, _pieces: pieces } = progress
    progressOf[tv] = progress._hasSucceeded && !failures && !stops && !pieces.length && !isProof ? wellOff : progress
    if (back === 'all' || isProof) passed[tv] = 0
    else if (back) passed[tv]--
    if (!wait) return kick(tv)
    state[tv] = WAITING
    sending.put(tv, slot + Math.max(1, Math.ceil(waitMs(progress, random(), retryAfterMs) / SLOT_MS)))
  }

  /** Something happened that may help: a view opens, and the Contextual API answers. */
  function help(tv, isHeard) {
    if (isHeard) progressOf[tv] = hear(progressOf[tv])
    if (progressOf[tv]._stopped) goOn(tv)
  }

  function goOn(tv) {
    sending.remove(tv)
    if (progressOf[tv]._stopped) progressOf[tv] = resume(progressOf[tv])
    state[tv] = IDLE
    kick(tv)
  }

  function track(tv) {
    queued[tv]++
    kick(tv)
  }

  /** The next view begins. */
  function view(tv) {
    isViewing[tv] = 1
    help(tv, !answerOfNow())
    track(tv)
  }

  /** A new process: the queue is as it was stored, everything else begins anew. */
  function start(tv) {
    progressOf[tv] = INITIAL
    passed[tv] = 0
    goOn(tv)
  }

  function happen(tv) {
    let next = untilNext()
    if (!isViewing[tv]) view(tv)
    else {
      const drawn = random() * happeningsPerHour
      if (drawn < viewsPerHour) {
        isViewing[tv] = 0
        next = inSlots(between(betweenViewsS))
      }
      if (drawn < viewsPerHour + otherPerHour) track(tv)
      else start(tv)
    }
    tracking.put(tv, slot + next)
  }

  /** The programme ends for this TV, or the one that follows begins. */
  function changeProgramme(tv, isEnd) {
    if (isEnd) {
      programme.put(tv, slot + inSlots(between(nextProgrammeS)))
      tracking.remove(tv)
      isViewing[tv] = 0
      track(tv)
    } else {
      tracking.put(tv, slot + untilNext())
      view(tv)
    }
  }

  const [, longestS] = betweenViewsS
  const betweenShare = ((betweenViewsS[0] + longestS) / 2) * (viewsPerHour / 3600)
  for (let tv = 0; tv < tvs; tv++) {
    if (random() < betweenShare) isViewing[tv] = 0
    tracking.put(tv, isViewing[tv] ? untilNext() : inSlots(random() * longestS))
    if (programmeEndS != null) programme.put(tv, inSlots(programmeEndS + random() * programmeSpreadS))
  }
  const isEnding = new Uint8Array(tvs).fill(1)
  for (; slot < slots; slot++) {
    second = Math.floor(slot / SLOTS_PER_S)
    nowMs = beganMs + slot * SLOT_MS
    for (let tv = sending.take(slot); tv >= 0; tv = sending.take(slot)) {
      if (state[tv] === IN_FLIGHT) settle(tv)
      else goOn(tv)
    }
    for (let tv = tracking.take(slot); tv >= 0; tv = tracking.take(slot)) happen(tv)
    for (let tv = programme.take(slot); tv >= 0; tv = programme.take(slot)) {
      changeProgramme(tv, isEnding[tv] === 1)
      isEnding[tv] = 0
    }
  }

  let waitingEvents = 0
  let waitingTvs = 0
  for (let tv = 0; tv < tvs; tv++) {
    if (!queued[tv] || state[tv] === IN_FLIGHT) continue
    waitingTvs++
    waitingEvents += queued[tv]
  }
  return { requestsPerS, refusedPerS, waitingEvents, waitingTvs }
}
