/**
 * GET over XMLHttpRequest: packaged apps on older televisions cannot `fetch` from `file://`.
 */

/** Calls `done` exactly once: with the text of a 2xx answer, or null for any trouble or after `timeoutMs`. Returns the cancel function. */
export type GetText = (url: string, timeoutMs: number, done: (text: string | null) => void) => () => void

export const getText: GetText = (url, timeoutMs, done) => {
  const request = new XMLHttpRequest()
  let finished = false
  const finish = (text: string | null) => {
    if (finished) return
    finished = true
    clearTimeout(timer)
    done(text)
  }
  const timer = setTimeout(() => {
    finish(null)
    request.abort()
  }, timeoutMs)
  request.onload = () => finish(request.status >= 200 && request.status < 300 ? request.responseText : null)
  request.onerror = () => finish(null)
  try {
    request.open('GET', url)
    request.send()
  } catch (_) {
    // A url that cannot be opened is answered like one that does not answer.
    finish(null)
  }
  return () => {
    finished = true
    clearTimeout(timer)
    request.abort()
  }
}
