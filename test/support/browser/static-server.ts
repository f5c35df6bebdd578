/**
 * Serves test pages and clips on loopback: Range requests as video seeking needs them, an optional
 * Content-Security-Policy, and a speed limit that tests lower to make a player stall.
 */
import { readFile, stat } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join, normalize } from 'node:path'

export type VirtualFile = string | Buffer | ((request: IncomingMessage, response: ServerResponse) => void)

export interface StaticServerOptions {
  /** Folders served at `/`; the first that has the file wins. */
  folders?: string[]
  /** Files that exist only here, and handlers, by path (`'/page.html'`); they win over folders. */
  files?: Record<string, VirtualFile>
  /** Value of `Content-Security-Policy` on every answer. */
  csp?: string
  /** Further headers on every answer. */
  headers?: Record<string, string>
  /** Speed limit of each answer; default none. */
  bytesPerSecond?: number
}

export interface ServedRequest {
  readonly method: string
  readonly path: string
  readonly range: string | null
  status: number | null
}

export interface StaticServer {
  /** `http://127.0.0.1:PORT`, without a slash at the end. */
  readonly url: string
  readonly port: number
  readonly requests: ServedRequest[]
  setFile(path: string, file: VirtualFile): void
  /** Also for answers under way; 0 stalls them, null lifts the limit. */
  setBytesPerSecond(limit: number | null): void
  /** Stops listening and closes every open connection. */
  stop(): Promise<void>
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.xhtml': 'application/xhtml+xml; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.map': 'application/json',
  '.xml': 'application/xml',
  '.txt': 'text/plain; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.webp': 'image/webp',
  '.ico': 'image/x-icon',
  '.webm': 'video/webm',
  '.mp4': 'video/mp4',
  '.m3u8': 'application/vnd.apple.mpegurl',
  '.mpd': 'application/dash+xml',
  '.vtt': 'text/vtt; charset=utf-8',
  '.woff2': 'font/woff2',
}

/** How often a limited answer gets its next piece. */
const PIECE_MS = 20

export async function startStaticServer(options: StaticServerOptions = {}): Promise<StaticServer> {
  const files = new Map(Object.entries(options.files ?? {}))
  const requests: ServedRequest[] = []
  let bytesPerSecond = options.bytesPerSecond ?? null

  const server = createServer((request, response) => {
    serve(request, response).catch((error: unknown) => {
      if (!response.headersSent) response.writeHead(500)
      response.end(String(error))
    })
  })

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = decodeURIComponent((request.url ?? '/').replace(/[?#].*$/s, ''))
    const served: ServedRequest = {
      method: request.method ?? 'GET',
      path,
      range: request.headers.range ?? null,
      status: null,
    }
    requests.push(served)
    response.once('close', () => (served.status = response.statusCode))
    for (const [name, value] of Object.entries(options.headers ?? {})) response.setHeader(name, value)
    if (options.csp) response.setHeader('Content-Security-Policy', options.csp)
    response.setHeader('Cache-Control', 'no-store')

    const file = files.get(path) ?? (await findInFolders(path))
    if (typeof file === 'function') return file(request, response)
    if (file === null) {
      response.writeHead(404, { 'Content-Type': 'text/plain' }).end(`no ${path}`)
      return
    }
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.writeHead(405, { Allow: 'GET, HEAD' }).end()
      return
    }
    const body = Buffer.from(file)
    const type = TYPES[extname(path) || '.html'] ?? 'application/octet-stream'
    const range = parseRange(request.headers.range, body.length)
    if (range === 'unsatisfiable') {
      response.writeHead(416, { 'Content-Range': `bytes */${body.length}` }).end()
      return
    }
    const part = range ? body.subarray(range.start, range.end + 1) : body
    if (range) response.setHeader('Content-Range', `bytes ${range.start}-${range.end}/${body.length}`)
    response.writeHead(range ? 206 : 200, {
      'Content-Type': type,
      'Content-Length': part.length,
      'Accept-Ranges': 'bytes',
    })
    response.flushHeaders() // A stalled answer shows its head.
    if (request.method === 'HEAD') response.end()
    else send(response, part)
  }

  async function findInFolders(path: string): Promise<Buffer | null> {
    // normalize() of an absolute path cannot climb above its root.
    const inside = normalize(path.endsWith('/') ? `${path}index.html` : path)
    for (const folder of options.folders ?? []) {
      const candidate = join(folder, inside)
      const stats = await stat(candidate).catch(() => null)
      if (stats?.isFile()) return readFile(candidate)
    }
    return null
  }

  function send(response: ServerResponse, body: Buffer): void {
    let offset = 0
    let timer: NodeJS.Timeout | undefined
    response.once('close', () => clearTimeout(timer))
    const next = (): void => {
      if (bytesPerSecond === null) {
        response.end(body.subarray(offset))
        return
      }
      const end = offset + Math.ceil((bytesPerSecond * PIECE_MS) / 1000)
      if (end > offset) response.write(body.subarray(offset, end))
      offset = end
      if (offset >= body.length) response.end()
      else timer = setTimeout(next, PIECE_MS)
    }
    next()
  }

  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    requests,
    setFile: (path, file) => void files.set(path, file),
    setBytesPerSecond: (limit) => void (bytesPerSecond = limit),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

/** One byte range, as players ask for it; several ranges and other units are answered with the whole file. */
function parseRange(
  header: string | undefined,
  sizeBytes: number,
): { start: number; end: number } | 'unsatisfiable' | null {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header ?? '')
  if (!match || (match[1] === '' && match[2] === '')) return null
  const [first, last] = [match[1]!, match[2]!]
  const start = first === '' ? Math.max(0, sizeBytes - Number(last)) : Number(first)
  const end = first === '' || last === '' ? sizeBytes - 1 : Math.min(Number(last), sizeBytes - 1)
  return start > end || start >= sizeBytes ? 'unsatisfiable' : { start, end }
}
