/**
 * Properties as the wire wants them: plain JSON without empty values.
 *
 * Pure. Source: Direct API guide, "omit it entirely rather than sending it as null or an empty value".
 */
import type { Properties } from '../api.ts'
import { isRecord, typeOf } from '../checks.ts'
import { formatJson } from '../json.ts'
import { formatReason } from '../sentences.ts'

/** Deeper than any schema; a cycle ends here. */
const MAX_DEPTH = 50

/** The value without null, undefined, NaN, ±Infinity, '', [], {} at any depth; undefined where nothing is left. Throws on a cycle. */
function clean(value: unknown, depth: number): unknown {
  if (depth > MAX_DEPTH) throw new Error(formatReason('depth'))
  if (typeof value == 'number') return isFinite(value) ? value : undefined
  if (typeof value == 'string') return value || undefined
  if (typeof value == 'boolean') return value
  const type = typeOf(value)
  // Not by typeof: comparing that with bigint makes the optimising compiler of V8 6.4 crash (Chromium 64).
  if (type == '[object BigInt]') throw new Error(formatReason('big-integer'))
  if (!value || typeof value != 'object') return undefined
  if (type == '[object Date]') return isFinite(+(value as Date)) ? (value as Date).toISOString() : undefined
  if (type == '[object Array]') {
    const items = (value as unknown[]).map((item) => clean(item, depth + 1)).filter((item) => item !== undefined)
    return items[0] === undefined ? undefined : items
  }
  const properties: Properties = {}
  let isEmpty = true
  Object.keys(value).forEach((key) => {
    // An own `__proto__` (from JSON.parse) would change the prototype instead of adding a property.
    const item = key == '__proto__' ? undefined : clean((value as Properties)[key], depth + 1)
    if (item !== undefined) {
      properties[key] = item
      isEmpty = false
    }
  })
  return isEmpty ? undefined : properties
}

/** A cleaned copy; `{}` where nothing is left. Throws where the value is no object or cannot be copied. */
export function cleanProperties(properties: unknown): Properties {
  if (properties == null) return {}
  if (!isRecord(properties))
    throw new Error(formatReason('object', typeof properties == 'object' ? typeOf(properties) : typeof properties))
  return (clean(properties, 0) || {}) as Properties
}

/** Properties of an event have at most so many bytes, as JSON in UTF-8; those of a content leave room for what a completion adds. */
export const MAX_EVENT_BYTES = 32_000
export const MAX_CONTENT_BYTES = 31_000

export function isTooLarge(properties: Properties, maxBytes: number): boolean {
  const text = formatJson(properties)
  if (text.length > maxBytes) return true
  // No unit of `length` has more than three.
  if (text.length * 3 <= maxBytes) return false
  // Two bytes up to U+07FF and for each half of a surrogate pair, three for what is left.
  const bytes = text.replace(/[\u0800-\ud7ff\ue000-\uffff]/g, '...').replace(/[\u0080-\uffff]/g, '..')
  return bytes.length > maxBytes
}

/** `over` laid over `base`, objects merged at every depth; both stay as they are. */
export function mergeProperties(base: Properties, over: Properties): Properties {
  const merged: Properties = {}
  Object.keys(base).forEach((key) => (merged[key] = base[key]))
  Object.keys(over).forEach((key) => {
    const below = merged[key]
    const above = over[key]
    merged[key] = isRecord(below) && isRecord(above) ? mergeProperties(below, above) : above
  })
  return merged
}

/**
 * A copy without the given dotted paths. A path goes into every item of a list, or names one by its place; keys may have dots
 * themselves.
 */
export function withoutPaths(properties: Properties, paths: readonly string[]): Properties {
  function omit(from: unknown, path: string): unknown {
    const isList = Array.isArray(from)
    if (!isList && !isRecord(from)) return from
    const items: unknown[] = []
    const copy: Properties = {}
    Object.keys(from as object).forEach((key) => {
      if (key == path) return
      const value = (from as Properties)[key]
      const isBelow = path.indexOf(key + '.') == 0
      const left = isBelow ? omit(value, path.slice(key.length + 1)) : isList ? omit(value, path) : value
      items.push(left)
      copy[key] = left
    })
    return isList ? items : copy
  }
  let left = properties
  paths.forEach((path) => (left = omit(left, path) as Properties))
  return left
}
