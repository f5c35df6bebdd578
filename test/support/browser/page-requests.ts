/** The requests a page made, with their bodies and how they ended. */
import type { Cdp } from './cdp.ts'

export interface PageRequest {
  readonly id: string
  readonly url: string
  readonly method: string
  readonly headers: Record<string, string>
  /** The body as text, null without one. Bodies of blobs and beacons are not shown by every engine. */
  postData: string | null
  /** HTTP status; null while none has come. */
  status: number | null
  /** Why it failed, e.g. `net::ERR_INTERNET_DISCONNECTED`; null where it did not. */
  failure: string | null
  isFinished: boolean
  /** The answer's body as text; only after `isFinished`, and while the page stays. */
  responseText(): Promise<string>
}

interface RequestWillBeSent {
  requestId: string
  request: { url: string; method: string; headers: Record<string, string>; postData?: string; hasPostData?: boolean }
  redirectResponse?: { status: number }
}

export function collectRequests(cdp: Cdp): PageRequest[] {
  const requests: PageRequest[] = []
  const byId = new Map<string, PageRequest>()

  cdp.on<RequestWillBeSent>('Network.requestWillBeSent', ({ requestId, request, redirectResponse }) => {
    // A redirect keeps the id: the first leg ends here and the second is a request of its own.
    const former = byId.get(requestId)
    if (former && redirectResponse) {
      former.status = redirectResponse.status
      former.isFinished = true
    }
    const entry: PageRequest = {
      id: requestId,
      url: request.url,
      method: request.method,
      headers: request.headers,
      postData: request.postData ?? null,
      status: null,
      failure: null,
      isFinished: false,
      async responseText() {
        const { body, base64Encoded } = await cdp.send<{ body: string; base64Encoded: boolean }>(
          'Network.getResponseBody',
          { requestId },
        )
        return base64Encoded ? Buffer.from(body, 'base64').toString('utf8') : body
      },
    }
    requests.push(entry)
    byId.set(requestId, entry)
    if (request.hasPostData && entry.postData === null) {
      cdp.send<{ postData: string }>('Network.getRequestPostData', { requestId }).then(
        ({ postData }) => (entry.postData = postData),
        () => undefined, // The engine does not keep this body; null says so.
      )
    }
  })
  cdp.on<{ requestId: string; response: { status: number } }>('Network.responseReceived', ({ requestId, response }) => {
    const entry = byId.get(requestId)
    if (entry) entry.status = response.status
  })
  cdp.on<{ requestId: string }>('Network.loadingFinished', ({ requestId }) => {
    const entry = byId.get(requestId)
    if (entry) entry.isFinished = true
  })
  cdp.on<{ requestId: string; errorText: string }>('Network.loadingFailed', ({ requestId, errorText }) => {
    const entry = byId.get(requestId)
    if (!entry) return
    entry.failure = errorText
    entry.isFinished = true
  })
  return requests
}
