/**
 * Files below a few folders, with ranges, so that a player can seek.
 */
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import path from 'node:path'
import { pipeline } from 'node:stream'
import { parseRange } from './byte-range.ts'
import { COMMON_HEADERS, send } from './http.ts'

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.map': 'application/json',
  '.json': 'application/json',
  '.webm': 'video/webm',
  '.wav': 'audio/wav',
  '.jpg': 'image/jpeg',
  '.woff2': 'font/woff2',
}

/** URL prefix to folder; the first prefix that fits decides. */
export type Mounts = readonly (readonly [prefix: string, folder: string])[]

/** The file that a path stands for, or null. Only names with a known ending, none that begins with a dot. */
export function findFile(mounts: Mounts, pathname: string): string | null {
  let decoded: string
  try {
    decoded = decodeURIComponent(pathname)
  } catch {
    // A broken escape names no file.
    return null
  }
  const mount = mounts.find(([prefix]) => decoded.startsWith(prefix))
  if (!mount) return null
  const parts = (decoded.slice(mount[0].length) || 'index.html').split('/')
  if (parts.some((part) => part === '' || part.startsWith('.') || part.includes('\\') || part.includes('\0')))
    return null
  const file = path.join(mount[1], ...parts)
  return path.extname(file) in TYPES ? file : null
}

export async function serveFile(
  request: IncomingMessage,
  response: ServerResponse,
  file: string | null,
): Promise<void> {
  const info = file === null ? null : await stat(file).catch(() => null)
  if (file === null || !info?.isFile()) return send(request, response, 404, 'text/plain', 'Not found\n')
  const range = parseRange(request.headers.range, info.size)
  const headers = { ...COMMON_HEADERS, 'content-type': TYPES[path.extname(file)], 'accept-ranges': 'bytes' }
  if (range === 'unsatisfiable') {
    response.writeHead(416, { ...headers, 'content-range': `bytes */${info.size}` }).end()
    return
  }
  const { start, end } = range ?? { start: 0, end: info.size - 1 }
  if (range) Object.assign(headers, { 'content-range': `bytes ${start}-${end}/${info.size}` })
  response.writeHead(range ? 206 : 200, { ...headers, 'content-length': end - start + 1 })
  if (request.method === 'HEAD' || info.size === 0) response.end()
  // A viewer who leaves breaks the connection in mid-film; pipeline then closes the file, and there is nothing to tell.
  else pipeline(createReadStream(file, { start, end }), response, () => {})
}
