/**
 * Foreign text on a terminal: bodies, refusals, answers and file names can hold what steers it.
 * Pure.
 */

/** Controls (C0, DEL, C1), separators that break a line, and marks that turn the direction of text. */
const steering = /[\p{Cc}\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu

/** One line: what could break it or steer a terminal is shown as a question mark. */
export function printableLine(text: string): string {
  return text.replace(steering, '?')
}

/** The same for text of several lines; ends of lines and tabs stay. */
export function printableText(text: string): string {
  return text.replace(steering, (char) => (char === '\n' || char === '\t' ? char : '?'))
}

/** JSON or source text that still means the same: what could steer a terminal is escaped, as it may be inside of quotes. */
export function printableSource(text: string): string {
  return text.replace(steering, (char) =>
    char === '\n' || char === '\t' ? char : `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}
