/**
 * What a value is, asked the same way everywhere. Pure, and it imports nothing of ours.
 */

export const typeOf = (value: unknown): string => Object.prototype.toString.call(value)

export const isRecord = (value: unknown): value is Record<string, unknown> => typeOf(value) == '[object Object]'

export const isText = (value: unknown): value is string => typeof value == 'string' && /\S/.test(value)

/** Letters, digits and underscore. Source: Events API, event names. */
export const isEventName = (value: unknown): value is string => typeof value == 'string' && /^\w+$/.test(value)

/** Text from outside for a message: cut before any pattern meets it, without addresses and what looks like an id. */
export const redact = (text: string): string =>
  text
    .slice(0, 400)
    .replace(/\S+@\S+|[\da-f-]{16,}/gi, '…')
    .slice(0, 300)

/** A value in short, for messages. */
export function describe(value: unknown): string {
  if (value === undefined) return 'nothing'
  if (typeof value == 'string') return "'" + (value.length > 60 ? value.slice(0, 57) + '…' : value) + "'"
  if (value === null || typeof value == 'number' || typeof value == 'boolean') return String(value)
  return Array.isArray(value) ? 'a list' : typeof value == 'function' ? 'a function' : 'an object'
}
