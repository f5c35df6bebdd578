/**
 * HTTP of a web engine, over XMLHttpRequest: every engine since WebKit 537 has it, fetch is missing or broken on several.
 */
import type { Transport } from '../../src/ports/transport.ts'

export function createWebTransport(): Transport {
  return {
    send(request, done) {
      let xhr: XMLHttpRequest
      let isDone = false
      function finish(status: number): void {
        if (isDone) return
        isDone = true
        clearTimeout(timer)
        const header = (name: string) => (status ? readHeader(xhr, name) : null)
        done({
          status,
          body: status ? xhr.responseText || '' : '',
          date: header('Date'),
          retryAfter: header('Retry-After'),
        })
      }
      function abort(): void {
        isDone = true
        clearTimeout(timer)
        try {
          xhr.abort()
        } catch (_neverMade) {
          // Nothing is under way then.
        }
      }
      function giveUp(): void {
        finish(0)
        abort()
      }
      // xhr.timeout alone does not always fire on webOS (rx-player changelog, #1152): both are armed.
      let timer = setTimeout(giveUp, request.timeoutMs)
      try {
        xhr = new XMLHttpRequest()
        xhr.open('POST', request.url, true)
        xhr.timeout = request.timeoutMs
        Object.keys(request.headers).forEach((name) => xhr.setRequestHeader(name, request.headers[name]!))
        xhr.onload = () => finish(xhr.status)
        xhr.onerror = xhr.ontimeout = xhr.onabort = () => finish(0)
        xhr.send(request.body)
      } catch (_refused) {
        // A content security policy or a bad url: as unreachable as a dead network, and reported later as every answer.
        clearTimeout(timer)
        timer = setTimeout(giveUp, 0)
      }
      return abort
    },
    beacon(url, body) {
      // A plain string travels as text/plain, which every engine with beacons allows.
      return typeof navigator.sendBeacon == 'function' && navigator.sendBeacon(url, body)
    },
    isOffline: () => navigator.onLine === false,
  }
}

/** Null where the server does not let scripts read the header. */
function readHeader(xhr: XMLHttpRequest, name: string): string | null {
  // getResponseHeader logs an error for each hidden header in Chromium; the list of readable ones does not.
  const readable = xhr.getAllResponseHeaders() || ''
  return new RegExp('^' + name + ':', 'im').test(readable) ? xhr.getResponseHeader(name) : null
}
