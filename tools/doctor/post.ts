/**
 * One request and its answer, whatever becomes of it. Never rejects.
 */

/** What came back, or why nothing did. */
export interface Answer {
  /** Null where no answer came. */
  status: number | null
  /** The parsed body, or undefined where it is not JSON. */
  json: unknown
  text: string
  durationMs: number
  /** Why there is no whole answer. */
  failure: 'timeout' | 'aborted' | 'connection' | null
  /** The system's words for that. */
  reason: string
}

export interface PostOptions {
  headers?: Record<string, string>
  timeoutMs: number
  signal?: AbortSignal
}

export async function post(url: string, body: string, { headers, timeoutMs, signal }: PostOptions): Promise<Answer> {
  const startedAt = performance.now()
  const timeout = AbortSignal.timeout(timeoutMs)
  const answer: Answer = { status: null, json: undefined, text: '', durationMs: 0, failure: null, reason: '' }
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: headers ?? { 'content-type': 'application/json' },
      body,
      redirect: 'manual',
      signal: signal === undefined ? timeout : AbortSignal.any([timeout, signal]),
    })
    answer.status = response.status
    answer.text = await response.text()
    answer.json = readJson(answer.text)
  } catch (error) {
    answer.failure = timeout.aborted ? 'timeout' : signal?.aborted === true ? 'aborted' : 'connection'
    answer.reason = answer.failure === 'timeout' ? `no answer in ${timeoutMs} ms` : reasonOf(error)
  }
  answer.durationMs = Math.round(performance.now() - startedAt)
  return answer
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    // Not JSON: the text itself says what it is.
    return undefined
  }
}

/** `fetch failed` says nothing; its cause does. */
function reasonOf(error: unknown): string {
  const { cause, message } = error as { cause?: { code?: string; message?: string }; message?: string }
  return cause?.message || cause?.code || message || String(error)
}
