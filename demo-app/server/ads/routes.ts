/**
 * The ad server: `GET /ads/vast`, `/ads/event/NAME` and, for people and tests, `/ads/log`.
 */
import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { send } from '../http.ts'
import type { AdRules, KeyValues } from './decision.ts'
import { decide, parseKeyValues } from './decision.ts'
import { formatVast } from './vast.ts'

/** One ad request and what became of it. */
export interface AdLogEntry {
  id: string
  /** ISO 8601. */
  at: string
  keyValues: KeyValues
  creative: string
  why: string
  /** Tracking events in order of arrival. */
  events: string[]
}

const PIXEL = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64')
const LOG_SIZE = 100

export interface AdServer {
  /** Answers when the path is one of its own, else returns false. */
  handle(request: IncomingMessage, response: ServerResponse, url: URL): boolean
  /** The latest 100 ads, oldest first. */
  readonly log: readonly AdLogEntry[]
}

export function createAdServer(rules: AdRules): AdServer {
  const log: AdLogEntry[] = []

  function vast(request: IncomingMessage, response: ServerResponse, url: URL): void {
    const keyValues = parseKeyValues(url.searchParams.get('cust_params') ?? '')
    const decision = decide(rules, keyValues)
    const id = randomUUID()
    log.push({ id, at: new Date().toISOString(), keyValues, creative: decision.id, why: decision.why, events: [] })
    if (log.length > LOG_SIZE) log.shift()
    send(request, response, 200, 'application/xml; charset=utf-8', formatVast(decision, url.origin, id))
  }

  return {
    log,
    handle(request, response, url) {
      if (url.pathname === '/ads/vast') vast(request, response, url)
      else if (url.pathname === '/ads/log') send(request, response, 200, 'application/json', JSON.stringify(log))
      else if (url.pathname.startsWith('/ads/event/')) {
        log.find(({ id }) => id === url.searchParams.get('ad'))?.events.push(url.pathname.slice('/ads/event/'.length))
        send(request, response, 200, 'image/gif', PIXEL)
      } else return false
      return true
    },
  }
}
