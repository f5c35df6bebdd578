/**
 * One exchange with CCS after the other: events leave once their viewer is joined, and an answer moves the clock, fills the cache and is
 * told to the app.
 */
import { without } from '../cohorts/cohorts.ts'
import type { Context } from '../context.ts'
import type { Identity } from '../identity/identity.ts'
import type { Link } from '../identity/link.ts'
import type { Viewer } from '../identity/viewer.ts'
import type { Queue } from '../queue/queue.ts'
import type { EventClock } from '../time/event-clock.ts'
import { CLOCK_TOLERANCE_MS } from '../time/event-clock.ts'
import type { Answers } from './answers.ts'
import type { CcsClient, CcsResult } from './client.ts'
import { createCcsClient } from './client.ts'
import type { CcsAnswer, TrackedEvent } from './wire.ts'
import { formatTime } from './wire.ts'

/** The rooms that an answer reaches. */
export interface Reached {
  readonly _viewer: Pick<Viewer, '_identity'>
  readonly _answers: Answers
  readonly _time: EventClock
  readonly _link: Link
  /** Its unsent events move in time. */
  readonly _queue: Pick<Queue, '_shift'>
}

/** As the client's, but for what an answer leads to. */
export type Exchange = CcsClient

export function createExchange(context: Context, rooms: Reached): Exchange {
  const { arrivals, diagnosis } = context
  const { emit, guard, report } = diagnosis
  const { _viewer: viewer, _answers: answers, _time: time, _link: link, _queue: queue } = rooms
  const client = createCcsClient(context)

  function hear(identity: Identity, events: readonly TrackedEvent[], result: CcsResult): void {
    const { _answer: answer, _serverMs: serverMs, _status: status, _durationMs: durationMs } = result
    // As they were sent: their time may be moved in a moment.
    const sent = events.map(({ name, at }) => ({ name, time: formatTime(at) }))
    if (answer && status >= 200 && status < 300) {
      // Only who took the events tells their time; and a slow answer says little of the time it arrives.
      if (serverMs != null && durationMs <= CLOCK_TOLERANCE_MS) correctTime(serverMs)
      takeIn(identity, answer)
    }
    emit('sent', { events: sent, status, durationMs })
  }

  function correctTime(serverMs: number): void {
    const moveMs = time._correct(serverMs)
    if (!moveMs) return
    queue._shift(moveMs)
    report('clock-corrected', [Math.round(time._offsetMs() / 1000)])
  }

  function takeIn({ scope, aliases, userId }: Identity, answer: CcsAnswer): void {
    const before = answers._last(scope)
    const known = (before && before.userId) || (aliases[0] ? '' : userId)
    if (!answer.userId) report('user-id-changed', ['unusable'])
    else if (known && known != answer.userId) report('user-id-changed', ['other'])
    answers._add(scope, answer)
    if (scope != viewer._identity().scope) return
    arrivals._noteAnswer()
    const former = before ? before.cohorts : []
    const { cohorts } = answers._last(scope)!
    const entered = without(cohorts, former)
    const left = without(former, cohorts)
    if (entered[0] || left[0]) emit('cohorts', { entered, left })
    if (answer.activations) emit('activations', { source: 'ccs', platforms: Object.keys(answer.activations) })
  }

  return {
    _send(identity, events, done) {
      let abort = (): void => {}
      let isAborted = false
      link._before(identity.scope, () => {
        if (isAborted) return
        abort = client._send(identity, events, (result) => {
          // Whatever an answer leads to, the queue goes on.
          guard(() => hear(identity, events, result))()
          done(result)
          arrivals._settle()
        })
      })
      return () => {
        isAborted = true
        abort()
      }
    },
    _beacon: client._beacon,
  }
}
