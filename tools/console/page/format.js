/**
 * What values look like. Pure.
 */

/** @param {number} ms */
export function formatTime(ms) {
  const date = new Date(ms)
  const two = (/** @type {number} */ value) => String(value).padStart(2, '0')
  return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}.${String(date.getMilliseconds()).padStart(3, '0')}`
}

/** @param {number} ms */
export function formatDate(ms) {
  return Number.isFinite(ms) ? new Date(ms).toISOString().replace('T', ' ').replace('Z', ' UTC') : 'unknown'
}

/**
 * The beginning of a long id, enough to tell it from others.
 *
 * @param {string | null} id
 */
export function shortId(id) {
  if (id === null) return '–'
  return id.length > 13 ? `${id.slice(0, 8)}…` : id
}

/** @param {string} text @param {number} length */
export function cut(text, length) {
  return text.length > length ? `${text.slice(0, length - 1)}…` : text
}

/** @param {number} count @param {string} noun */
export function plural(count, noun) {
  return `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`
}

/** @type {Readonly<Record<string, string>>} */
export const routeNames = {
  ccs: 'CCS',
  contextual: 'Contextual',
  identify: 'Identify',
  overrides: 'Overrides',
  counts: 'Counts',
  unknown: 'Unknown route',
  '*': 'Every route',
}

/**
 * What a request was about, in a few words: its events or its content, and what it was answered with.
 *
 * @param {import('./data.js').SeenRequest} request
 * @returns {{ asked: string, answered: string }}
 */
export function summarize({ route, body, answer, path, method, query }) {
  const sent = record(body)
  const got = record(answer)
  const error = record(got['error'])
  const failure =
    error['cause'] ??
    error['message'] ??
    got['message'] ??
    (typeof got['detail'] === 'string' ? got['detail'] : undefined)
  const cohorts = Array.isArray(got['cohorts']) ? got['cohorts'].map(String) : null
  const answered =
    failure !== undefined
      ? String(failure)
      : cohorts !== null
        ? cohorts.length === 0
          ? 'no cohorts'
          : cohorts.join(' ')
        : route === 'identify' && got['user_id'] !== undefined
          ? String(got['user_id'])
          : ''
  return { asked: askedOf(), answered }

  function askedOf() {
    if (route === 'ccs') {
      const names = Array.isArray(sent['events']) ? sent['events'].map((event) => String(record(event)['name'])) : []
      return names.length === 0 ? 'no events' : names.join(', ')
    }
    if (route === 'contextual') return String(sent['url'] ?? '')
    if (route === 'identify') {
      const aliases = Array.isArray(sent['aliases']) ? sent['aliases'].map(record) : []
      return aliases.length === 0
        ? 'no identities'
        : aliases.map(({ tag, id }) => `${String(tag)} ${String(id)}`).join(', ')
    }
    if (route === 'overrides')
      return `${String(sent['user_status'] ?? '?')} ${String(sent['segment_id'] ?? '?')} for ${String(sent['user'] ?? '?')}`
    if (route === 'counts') return [query['segment_type'] ?? 'growth', query['segment_basis'] ?? 'labels'].join(' by ')
    return `${method} ${path}`
  }
}

/**
 * Pieces of JSON text with what they are, for colouring.
 *
 * @param {unknown} value
 * @returns {{ kind: 'key' | 'text' | 'number' | 'word' | 'plain', text: string }[]}
 */
export function jsonPieces(value) {
  if (typeof value === 'string') return [{ kind: 'plain', text: value }]
  const text = JSON.stringify(value, null, 2) ?? ''
  const pieces = []
  let end = 0
  for (const match of text.matchAll(/("(?:[^"\\]|\\.)*")(\s*:)?|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/g)) {
    if (match.index > end) pieces.push({ kind: /** @type {const} */ ('plain'), text: text.slice(end, match.index) })
    const [whole, quoted, colon] = match
    if (quoted !== undefined && colon !== undefined) {
      pieces.push(
        { kind: /** @type {const} */ ('key'), text: quoted },
        { kind: /** @type {const} */ ('plain'), text: colon },
      )
    } else if (quoted !== undefined) pieces.push({ kind: /** @type {const} */ ('text'), text: quoted })
    else
      pieces.push({
        kind: /^[tfn]/.test(whole) ? /** @type {const} */ ('word') : /** @type {const} */ ('number'),
        text: whole,
      })
    end = match.index + whole.length
  }
  if (end < text.length) pieces.push({ kind: /** @type {const} */ ('plain'), text: text.slice(end) })
  return pieces
}

/**
 * @param {unknown} value
 * @returns {Record<string, any>}
 */
export function record(value) {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? /** @type {Record<string, any>} */ (value)
    : {}
}
