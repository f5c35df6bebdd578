/** HTTP, as the core asks for it. */
export interface TransportRequest {
  url: string
  body: string
  headers: Record<string, string>
  timeoutMs: number
}

export interface TransportResponse {
  /** 0 where no answer came: unreachable, refused by CORS, timed out. */
  status: number
  body: string
  /** The `Date` header where scripts may read it. */
  date: string | null
  /** The `Retry-After` header where scripts may read it. */
  retryAfter: string | null
}

export interface Transport {
  /** POSTs; calls `done` once, never synchronously, unless aborted by the returned function. */
  send(request: TransportRequest, done: (response: TransportResponse) => void): () => void
  /** Hands a body to the engine for delivery after the page is gone; false where it cannot. */
  beacon(url: string, body: string): boolean
  /** True where the device is surely offline; false proves nothing. */
  isOffline(): boolean
}
