/**
 * Predicates over JSON: a dotted path and one condition, or a combination of predicates.
 * Pure.
 */

/** A condition on the value at a dotted path; all conditions given must hold. */
export interface Condition {
  /** Dotted path, such as `video.categories`; a number steps into an array. */
  path: string
  /** Equal, by value. */
  eq?: unknown
  /** Equal to one of these. */
  in?: unknown[]
  /** An array that holds this value, or a string that holds this text. */
  contains?: unknown
  gte?: number
  lte?: number
  /** The path leads somewhere (true) or nowhere (false). */
  exists?: boolean
  /** A string that begins with this text. */
  prefix?: string
  /** A string in which this regular expression finds a match. */
  regex?: string
}

export type Predicate = Condition | { any: Predicate[] } | { all: Predicate[] } | { not: Predicate }

/** Whether `predicate` holds for `value`. */
export function holds(predicate: Predicate, value: unknown): boolean {
  if ('any' in predicate) return predicate.any.some((part) => holds(part, value))
  if ('all' in predicate) return predicate.all.every((part) => holds(part, value))
  if ('not' in predicate) return !holds(predicate.not, value)
  return meets(predicate, readPath(value, predicate.path))
}

/** The value at a dotted path, or undefined. Only own properties are followed. */
export function readPath(value: unknown, path: string): unknown {
  let current: unknown = value
  for (const step of path.split('.')) {
    if (typeof current !== 'object' || current === null || !Object.hasOwn(current, step)) return undefined
    current = (current as Record<string, unknown>)[step]
  }
  return current
}

function meets(condition: Condition, found: unknown): boolean {
  if (condition.exists !== undefined && condition.exists !== (found !== undefined)) return false
  if (condition.eq !== undefined && !isSame(found, condition.eq)) return false
  if (condition.in !== undefined && !condition.in.some((each) => isSame(found, each))) return false
  if (condition.contains !== undefined && !isContained(condition.contains, found)) return false
  if (condition.gte !== undefined && !(typeof found === 'number' && found >= condition.gte)) return false
  if (condition.lte !== undefined && !(typeof found === 'number' && found <= condition.lte)) return false
  if (condition.prefix !== undefined && !(typeof found === 'string' && found.startsWith(condition.prefix))) return false
  if (condition.regex !== undefined && !(typeof found === 'string' && new RegExp(condition.regex).test(found))) return false
  return true
}

function isContained(part: unknown, whole: unknown): boolean {
  if (Array.isArray(whole)) return whole.some((each) => isSame(each, part))
  return typeof whole === 'string' && typeof part === 'string' && whole.includes(part)
}

function isSame(a: unknown, b: unknown): boolean {
  if (a === b) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  if (Array.isArray(a) !== Array.isArray(b)) return false
  const left = Object.entries(a)
  return left.length === Object.keys(b).length && left.every(([key, each]) => Object.hasOwn(b, key) && isSame(each, (b as Record<string, unknown>)[key]))
}
