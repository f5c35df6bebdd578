/**
 * One DevTools connection. Commands that are under way when the browser dies are rejected,
 * so that a test of a killed browser ends at once and not at its time limit.
 */
/// <reference path="./chrome-remote-interface.d.ts" />
import connect from 'chrome-remote-interface'

export interface Cdp {
  /** The WebSocket address it is connected to. */
  readonly url: string
  send<T = unknown>(method: string, params?: object): Promise<T>
  /** Returns what removes the listener. */
  on<T>(event: string, listener: (params: T) => void): () => void
  /** Resolves when the other side has gone, or `close()` was called. */
  readonly closed: Promise<void>
  close(): Promise<void>
}

export async function connectCdp(webSocketUrl: string): Promise<Cdp> {
  const { hostname, port } = new URL(webSocketUrl)
  // `local`: the protocol's description is only needed for sugar, and Chromium 64 would send 1 MB of it.
  const connection = await connect({ host: hostname, port: Number(port), target: webSocketUrl, local: true })
  let markClosed = (): void => undefined
  const closed = new Promise<void>((resolve) => (markClosed = resolve))
  connection.on('disconnect', () => markClosed())

  return {
    url: webSocketUrl,
    async send<T>(method: string, params: object = {}): Promise<T> {
      const gone = new Error(`${method}: the browser or page has gone`)
      try {
        return (await Promise.race([connection.send(method, params), closed.then(() => Promise.reject(gone))])) as T
      } catch (error) {
        throw /WebSocket (connection closed|is not open)/.test(String(error)) ? gone : error
      }
    },
    on<T>(event: string, listener: (params: T) => void) {
      const untyped = listener as (params: unknown) => void
      connection.on(event, untyped)
      return () => connection.removeListener(event, untyped)
    },
    closed,
    async close() {
      markClosed()
      await connection.close()
    },
  }
}
