/**
 * Joins what was learnt of a device before its viewer logged in to that viewer: one request for each list of aliases.
 *
 * Source: Identify API, POST /v2.0/identify. An identity that nobody saw before goes to the given user; one that was seen wins.
 */
import type { CcsAnswer } from '../ccs/wire.ts'
import { parseCcsAnswer } from '../ccs/wire.ts'
import type { Context } from '../context.ts'
import { withDeadline } from '../deadline.ts'
import { formatJson } from '../json.ts'
import type { Target } from '../request.ts'
import { post } from '../request.ts'
import type { Identity } from './identity.ts'
import type { Viewer } from './viewer.ts'

/** CCS waits no longer than this for the answer, which counts also later. */
const DEADLINE_MS = 2000

export interface Link {
  /** The app wants the present viewer joined. That is asked once the stores were read, unless it was answered on this device before. */
  _want(): void
  /** The stores were read: what is wanted is asked. */
  _begin(): void
  /** Calls `go` when the viewer of that scope was joined, or cannot be waited for any longer; else at once. */
  _before(scope: string, go: () => void): void
  /** Asks nothing any more, and waits for nothing. */
  _end(): void
}

export function createLink(
  context: Context,
  viewer: Pick<Viewer, '_identity' | '_claim' | '_noteLinked' | '_isLinked'>,
  onJoined: (scope: string, answer: CcsAnswer) => void,
): Link {
  const { settings, ports, diagnosis } = context
  const target: Target = {
    api: 'identify',
    base: settings.endpoints.ccs,
    path: '/v2.0/identify',
    query: '',
    isKeyInHeader: true,
  }
  let isReady = false
  let isOver = false
  let unasked: Identity[] = []
  /** Requests without an answer yet: what ends the wait for each, and the request. */
  let running: { _settle(): void; _abort(): void }[] = []
  /** Who waits for each answer that is still to come. */
  let waiting: Record<string, (() => void)[] | undefined> = {}

  function ask(identity: Identity): void {
    const { scope, userId, aliases } = identity
    const settle: () => void = withDeadline<void>(ports.timers, DEADLINE_MS, undefined, () => {
      const waiters = waiting[scope] || []
      delete waiting[scope]
      waiters.forEach((go) => go())
    })
    const request = { _settle: settle, _abort() {} }
    running.push(request)
    request._abort = post(context, target, formatJson({ user_id: userId, aliases }), ({ status, body }) => {
      const answer = parseCcsAnswer(body)
      if (answer && status >= 200 && status < 300) {
        viewer._noteLinked(scope)
        onJoined(scope, answer)
      } else diagnosis.report('request-failed', ['identify', status], status)
      running = running.filter((other) => other != request)
      settle()
    })
  }

  return {
    _want() {
      const identity = viewer._identity()
      if (isOver || !identity.aliases[0] || viewer._isLinked() || waiting[identity.scope]) return
      viewer._claim()
      waiting[identity.scope] = []
      if (isReady) ask(identity)
      else unasked.push(identity)
    },
    _begin() {
      isReady = true
      unasked.splice(0).forEach(ask)
    },
    _before(scope, go) {
      const waiters = waiting[scope]
      if (waiters) waiters.push(go)
      else go()
    },
    _end() {
      isOver = true
      unasked = []
      waiting = {}
      running.splice(0).forEach(({ _settle, _abort }) => {
        _settle()
        _abort()
      })
    },
  }
}
