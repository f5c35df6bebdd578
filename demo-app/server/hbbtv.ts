/**
 * The app as HbbTV terminals load it, below `/hbbtv/`: start page and XML AIT, with the media types that they insist on.
 */
import { readFileSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import path from 'node:path'
import { send } from './http.ts'
import type { Mounts } from './static-files.ts'
import { escapeXml, fillTemplate, formatScriptValue } from './template.ts'

export interface HbbtvPages {
  /** Whether the request was for one of the pages, and is answered. */
  handle(request: IncomingMessage, response: ServerResponse, url: URL): boolean
}

/** ETSI TS 102 796 names the type; a browser without it would offer the page as a download. */
export function pageType(userAgent: string | undefined): string {
  return /\bHbbTV\/\d/.test(userAgent ?? '')
    ? 'application/vnd.hbbtv.xhtml+xml'
    : 'application/xhtml+xml; charset=utf-8'
}

/** Where the files of the page lie: beside it, as in the package. `home` is the demo's folder. */
export function hbbtvMounts(home: string): Mounts {
  return [
    ['/hbbtv/media/', path.join(home, 'media')],
    ['/hbbtv/dist/', path.join(home, 'dist')],
    ['/hbbtv/', path.join(home, 'app')],
  ]
}

/** In the package the script is called `app.js`. */
export function hbbtvPath(pathname: string): string {
  return pathname === '/hbbtv/app.js' ? '/hbbtv/dist/app.hbbtv.js' : pathname
}

/** `config` is what the app is told, for the URL it was asked under. */
export function createHbbtvPages(home: string, config: (url: URL) => object): HbbtvPages {
  const read = (file: string) => readFileSync(path.join(home, 'packages/hbbtv', file), 'utf8')
  const page = read('index.xhtml')
  const ait = read('app.aitx')
  return {
    handle(request, response, url) {
      if (url.pathname === '/hbbtv') {
        response.writeHead(302, { location: '/hbbtv/' }).end()
      } else if (url.pathname === '/hbbtv/' || url.pathname === '/hbbtv/index.xhtml') {
        response.setHeader('vary', 'User-Agent')
        send(
          request,
          response,
          200,
          pageType(request.headers['user-agent']),
          fillTemplate(page, { config: formatScriptValue(config(url)) }),
        )
      } else if (url.pathname === '/hbbtv/app.aitx') {
        send(
          request,
          response,
          200,
          'application/vnd.dvb.ait+xml',
          fillTemplate(ait, { base: escapeXml(`${url.origin}/hbbtv/`) }),
        )
      } else {
        return false
      }
      return true
    },
  }
}
