/**
 * HTTP of a web engine, over XMLHttpRequest: every engine since WebKit 537 has it, fetch is missing or broken on several.
 */
import type { Transport, TransportResponse } from '../../src/ports/transport.ts'
import { browser } from './navigator.ts'

const NO_ANSWER: TransportResponse = { status: 0, body: '', date: null, retryAfter: null }

export function createWebTransport(): Transport {
  return {
    send(request, done) {
      let xhr: XMLHttpRequest
      let isDone = false
      function finish(isAnswered?: boolean): void {
        if (isDone) return
        isDone = true
        clearTimeout(timer)
        done((isAnswered && readAnswer(xhr)) || NO_ANSWER)
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
        finish()
        abort()
      }
      // xhr.timeout alone does not always fire on webOS (rx-player changelog, #1152): both are armed.
      let timer = setTimeout(giveUp, request.timeoutMs)
      try {
        xhr = new XMLHttpRequest()
        xhr.open('POST', request.url, true)
        xhr.timeout = request.timeoutMs
        Object.keys(request.headers).forEach((name) => xhr.setRequestHeader(name, request.headers[name]!))
        xhr.onload = () => finish(true)
        xhr.onerror = xhr.ontimeout = xhr.onabort = () => finish()
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
      const { sendBeacon } = browser()
      return typeof sendBeacon == 'function' && sendBeacon.call(navigator, url, body)
    },
    isOffline: () => browser().onLine === false,
  }
}

/** Null where there was no answer, and where the page put something in the place of the request that cannot be read. */
function readAnswer(xhr: XMLHttpRequest): TransportResponse | null {
  try {
    const { status } = xhr
    return status
      ? {
          status,
          body: xhr.responseText || '',
          date: readHeader(xhr, 'Date'),
          retryAfter: readHeader(xhr, 'Retry-After'),
        }
      : null
  } catch (_spoiled) {
    // As good as no answer.
    return null
  }
}

/** Null where the server does not let scripts read the header. */
function readHeader(xhr: XMLHttpRequest, name: string): string | null {
  // getResponseHeader logs an error for each hidden header in Chromium; the list of readable ones does not.
  const readable = '\n' + (xhr.getAllResponseHeaders() || '').toLowerCase()
  return readable.indexOf('\n' + name.toLowerCase() + ':') >= 0 ? xhr.getResponseHeader(name) : null
}
