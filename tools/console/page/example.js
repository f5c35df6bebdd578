/**
 * An evening to look at: what an app sends while one viewer watches three videos, in the hour before now.
 */

const minuteMs = 60_000

/**
 * @type {readonly [id: string, title: string, categories: string[], lengthMinutes: number, watchedMinutes: number,
 *   beganMinutesAgo: number][]}
 */
const videos = [
  ['football', 'Highlights: week 20', ['sports', 'football'], 10, 9, 58],
  ['tennis', 'Centre court, the long rally', ['sports', 'tennis'], 30, 12, 46],
  ['news', 'News at eight', ['news'], 15, 15, 30],
]

/** Throws an Error that says why where a request is refused. @param {string} key */
export async function exampleEvening(key) {
  const userId = uuid()
  const sessionId = uuid()
  for (const [id, title, categories, length, watched, ago] of videos) {
    const properties = { video_id: id, title, categories, duration_seconds: length * 60 }
    const viewId = uuid()
    /** @param {string} name @param {number} minutesAgo @param {object} more */
    const event = (name, minutesAgo, more) => ({
      name,
      time: new Date(Date.now() - minutesAgo * minuteMs).toISOString(),
      session_id: sessionId,
      view_id: viewId,
      properties: { ...properties, ...more },
    })
    const totals = { time_spent_seconds: watched * 60, percentage_watched: Math.min(1, watched / length) }
    const url = `https://example.com/shows/${id}/`
    await post(`/ctx/v1/segment?k=${encodeURIComponent(key)}`, { url, page_properties: { video: properties } })
    const events = [event('Videoview', ago, {}), event('VideoCompletion', ago - watched, totals)]
    for (const each of events)
      await post(`/ccs/v1/segmentation?k=${encodeURIComponent(key)}&activations=true`, {
        user_id: userId,
        events: [each],
      })
  }
}

/** @param {string} path @param {object} body */
async function post(path, body) {
  const response = await fetch(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  if (!response.ok) throw new Error(`the emulator answered ${response.status}`)
}

/** Version 4; `crypto.randomUUID` is missing where the page came over the network. */
function uuid() {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
}
