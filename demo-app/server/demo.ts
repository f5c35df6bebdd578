/**
 * The demo's own server: the app, its media, its configuration and its ads.
 */
import { existsSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseRules } from './ads/decision.ts'
import { createAdServer } from './ads/routes.ts'
import type { AdLogEntry } from './ads/routes.ts'
import { createHbbtvPages, hbbtvMounts, hbbtvPath } from './hbbtv.ts'
import { requestUrl, send } from './http.ts'
import { findFile, serveFile } from './static-files.ts'
import type { Mounts } from './static-files.ts'

export interface DemoOptions {
  /** TCP port. Default 0: a free one. */
  port?: number
  /** Address to listen on. Default `127.0.0.1`. */
  host?: string
  /** Base URL of the CCS and Contextual APIs. */
  emulatorUrl: string
  /** Public key of the workspace. */
  apiKey: string
}

export interface Demo {
  readonly url: string
  /** Latest ads, oldest first. */
  readonly ads: readonly AdLogEntry[]
  /** Ends connections. Safe to call twice. */
  stop(): Promise<void>
}

/** Rejects with the system's error (`EADDRINUSE`, …) for an address that cannot be listened on. */
export async function startDemo(options: DemoOptions): Promise<Demo> {
  const { port = 0, host = '127.0.0.1', apiKey, emulatorUrl } = options
  const home = findHome()
  const rules = parseRules(readFileSync(path.join(home, 'server/ads/rules.json'), 'utf8'))
  const ads = createAdServer(rules)
  const hbbtv = createHbbtvPages(home, config)
  const mounts: Mounts = [
    ...hbbtvMounts(home),
    ['/media/', path.join(home, 'media')],
    ['/dist/', path.join(home, 'dist')],
    ['/', path.join(home, 'app')],
  ]

  /** What the app has to know, with hosts as the television sees them. */
  function config(url: URL): object {
    const adTag = `${url.origin}/ads/vast?iu=/21700000000/kestrel/preroll&sz=640x360&env=vp&gdfp_req=1&output=vast&correlator=[timestamp]`
    return { apiKey, apiUrl: reachableFrom(emulatorUrl, url), adTag, cohortNames: rules.cohorts }
  }

  function handle(request: IncomingMessage, response: ServerResponse): void {
    const url = requestUrl(request)
    if (!url) return send(request, response, 400, 'text/plain', 'Bad request\n')
    if (request.method !== 'GET' && request.method !== 'HEAD')
      return send(request, response, 405, 'text/plain', 'Only GET and HEAD\n')
    if (ads.handle(request, response, url) || hbbtv.handle(request, response, url)) return
    if (url.pathname === '/config.json')
      return send(request, response, 200, 'application/json', JSON.stringify(config(url)))
    serveFile(request, response, findFile(mounts, hbbtvPath(url.pathname))).catch(() => response.destroy())
  }

  const server = createServer(handle)
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, resolve)
  })
  const actualPort = (server.address() as AddressInfo).port
  return {
    url: `http://${isWildcard(host) ? 'localhost' : host.includes(':') ? `[${host}]` : host}:${actualPort}`,
    ads: ads.log,
    stop: () =>
      new Promise((resolve) => {
        // Called back with an error when it was closed before: then there is nothing left to do.
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

/** The folder of this package, from the sources as from their compiled copies. */
function findHome(): string {
  let folder = path.dirname(fileURLToPath(import.meta.url))
  while (!existsSync(path.join(folder, 'package.json'))) folder = path.dirname(folder)
  return folder
}

function isWildcard(host: string): boolean {
  return host === '0.0.0.0' || host === '::'
}

/** A television that reached the demo by another name than `localhost` needs the emulator by that name too. */
export function reachableFrom(target: string, seen: URL): string {
  const url = new URL(target)
  const isLocal = ['localhost', '127.0.0.1', '[::1]', '0.0.0.0', '[::]'].includes(url.hostname)
  if (isLocal && seen.hostname !== 'localhost' && seen.hostname !== '127.0.0.1' && seen.hostname !== '[::1]')
    url.hostname = seen.hostname
  return url.href.replace(/\/$/, '')
}
