/**
 * Numbers and texts as the panel writes them. Pure.
 */

/** `0.4 s`, `12 s`, `3 min`, `5 h`, `2 d`. */
export function formatAge(ms: number): string {
  const seconds = Math.max(0, ms) / 1000
  if (seconds < 1) return (Math.round(seconds * 10) / 10).toFixed(1) + ' s'
  if (seconds < 90) return Math.round(seconds) + ' s'
  if (seconds < 5400) return Math.round(seconds / 60) + ' min'
  if (seconds < 172_800) return Math.round(seconds / 3600) + ' h'
  return Math.round(seconds / 86_400) + ' d'
}

/** `12.4 s` */
export function formatSeconds(seconds: number): string {
  return seconds.toFixed(1) + ' s'
}

/** `41.7 %` */
export function formatShare(share: number | null): string {
  return share === null ? 'no percentage (live or unknown length)' : (share * 100).toFixed(1) + ' %'
}

/** `20:15:03`, on the clock of the device. */
export function formatClock(wallMs: number): string {
  const date = new Date(wallMs)
  return isNaN(wallMs) ? '–' : [date.getHours(), date.getMinutes(), date.getSeconds()].map(twoDigits).join(':')
}

function twoDigits(value: number): string {
  return (value < 10 ? '0' : '') + value
}

/** At most `length` characters; what is left out is marked. */
export function shorten(text: string, length: number): string {
  return text.length <= length ? text : text.slice(0, length - 1) + '…'
}

/** Ids with commas, or a dash for none. */
export function formatIds(ids: readonly string[]): string {
  return ids.length === 0 ? '–' : ids.join(', ')
}
