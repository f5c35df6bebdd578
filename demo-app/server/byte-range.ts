/**
 * The `Range` request header, for one range of bytes (RFC 9110, section 14). Pure.
 */

export interface ByteRange {
  /** First byte. */
  start: number
  /** Last byte. */
  end: number
}

/** The range to send; `null`: send everything, the header is missing or not understood; `'unsatisfiable'`: answer 416. */
export function parseRange(header: string | undefined, sizeBytes: number): ByteRange | null | 'unsatisfiable' {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header?.trim() ?? '')
  if (!match || (match[1] === '' && match[2] === '')) return null
  const start = match[1] === '' ? Math.max(0, sizeBytes - Number(match[2])) : Number(match[1])
  const end = match[1] === '' || match[2] === '' ? sizeBytes - 1 : Math.min(Number(match[2]), sizeBytes - 1)
  if (match[1] !== '' && match[2] !== '' && Number(match[2]) < Number(match[1])) return null
  return start > end ? 'unsatisfiable' : { start, end }
}
