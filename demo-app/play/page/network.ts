/**
 * The cable between television and server. While it is out, nothing arrives in either direction, also what is on its way.
 */
import type { NetAnswer, NetRequest } from '../protocol.ts'

export interface Network {
  readonly isUp: boolean
  setUp(isUp: boolean): void
  /** Calls `done` once, never at once: with the answer, or null where none came. Returns the cancel function. */
  send(request: NetRequest, timeoutMs: number, done: (answer: NetAnswer | null) => void): () => void
}

export interface NetworkParts {
  answer(request: NetRequest): Promise<NetAnswer>
  /** How long a message takes in one direction, ms. */
  latencyMs: number
}

export function createNetwork({ answer, latencyMs }: NetworkParts): Network {
  let isUp = true
  return {
    get isUp() {
      return isUp
    },
    setUp(next) {
      isUp = next
    },
    send(request, timeoutMs, done) {
      let isOver = false
      const finish = (result: NetAnswer | null): void => {
        if (isOver) return
        isOver = true
        clearTimeout(deadline)
        done(result)
      }
      const deadline = setTimeout(() => finish(null), timeoutMs)
      setTimeout(() => {
        if (!isUp) return finish(null)
        void answer(request).then((result) => setTimeout(() => finish(isUp ? result : null), latencyMs))
      }, latencyMs)
      return () => {
        isOver = true
        clearTimeout(deadline)
      }
    },
  }
}
