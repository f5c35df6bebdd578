/**
 * The worker as the page sees it: a request in, an answer out, and what the server has learnt.
 */
import type { Ask, NetAnswer, NetRequest, ReceivedEvent, Told } from '../protocol.ts'

export interface Server {
  answer(request: NetRequest): Promise<NetAnswer>
  /** How many requests are being answered. */
  pending(): number
}

export interface ServerNews {
  events: ReceivedEvent[]
  cohorts: string[]
}

/** `hear` is told before the answer is handed out. */
export function startServer(worker: Worker, hear: (news: ServerNews) => void): Server {
  const waiting = new Map<number, (answer: NetAnswer) => void>()
  let lastId = 0
  worker.onmessage = ({ data }: MessageEvent<Told>) => {
    const resolve = waiting.get(data.id)
    waiting.delete(data.id)
    hear(data)
    resolve?.(data.answer)
  }
  return {
    answer: (request) =>
      new Promise((resolve) => {
        lastId += 1
        waiting.set(lastId, resolve)
        const ask: Ask = { id: lastId, request }
        worker.postMessage(ask)
      }),
    pending: () => waiting.size,
  }
}
