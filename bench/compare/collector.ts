/** The servers of all peers in one, on loopback: answers at once, and keeps what it was sent. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { VirtualFile } from '../../test/support/browser/static-server.ts'

export interface Received {
  path: string
  body: string
  /** Of the body; headers depend on the browser. */
  sizeBytes: number
}

export interface Collector {
  readonly received: Received[]
  /** Handlers by path, for the static server. */
  readonly files: Record<string, VirtualFile>
  /** While true every request is cut off. */
  isDown: boolean
}

const USER_ID = '00000000-0000-4000-8000-00000000000a'

const ANSWERS: Readonly<Record<string, object>> = {
  '/ccs/v1/segmentation': { user_id: USER_ID, activations: {}, cohorts: [] },
  '/ctx/v1/segment': { activations: {} },
  '/com.snowplowanalytics.snowplow/tp2': {},
  '/v3/JS/bench/events': {},
  '/v1/JS/bench/Events': {},
  '/v1/identify': {
    mpid: '7346244611012968789',
    is_logged_in: false,
    context: null,
    matched_identities: {},
    is_ephemeral: false,
  },
  '/': {},
}

export function createCollector(): Collector {
  const collector: Collector = { received: [], files: {}, isDown: false }
  for (const [path, answer] of Object.entries(ANSWERS)) {
    collector.files[path] = (request: IncomingMessage, response: ServerResponse) => {
      if (collector.isDown) return void request.destroy()
      const pieces: Buffer[] = []
      request.on('data', (piece: Buffer) => pieces.push(piece))
      request.on('end', () => {
        const body = Buffer.concat(pieces)
        collector.received.push({ path, body: body.toString('utf8'), sizeBytes: body.length })
        // The time of the page is moved by hand; the real one would tell a tracker that its clock is wrong.
        response.sendDate = false
        response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify(answer))
      })
    }
  }
  return collector
}
