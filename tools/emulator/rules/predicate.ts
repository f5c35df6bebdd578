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

/** `content`: the properties are of content that belongs to this contextual cohort. */
export type Predicate =
  Condition | { any: Predicate[] } | { all: Predicate[] } | { not: Predicate } | { content: string }

/** Whether a value satisfies a predicate. */
export type Test = (value: unknown) => boolean

/** What says whether properties are of content that belongs to a contextual cohort. */
export type Contents = ReadonlyMap<string, Test>

export const noContents: Contents = new Map()

/** Prepares a predicate, so that paths and expressions are taken apart once. */
export function compilePredicate(predicate: Predicate, contents: Contents = noContents): Test {
  if ('any' in predicate) {
    const parts = predicate.any.map((part) => compilePredicate(part, contents))
    return (value) => parts.some((part) => part(value))
  }
  if ('all' in predicate) return compileAll(predicate.all, contents)
  if ('not' in predicate) {
    const part = compilePredicate(predicate.not, contents)
    return (value) => !part(value)
  }
  if ('content' in predicate) return contents.get(predicate.content) ?? (() => false)
  const steps = predicate.path.split('.')
  const tests = testsOf(predicate)
  return (value) => {
    const found = follow(value, steps)
    return tests.every((test) => test(found))
  }
}

/** One test for several predicates that must all hold; none always hold. */
export function compileAll(predicates: readonly Predicate[], contents: Contents = noContents): Test {
  const parts = predicates.map((predicate) => compilePredicate(predicate, contents))
  return (value) => parts.every((part) => part(value))
}

/** Reads the value at a dotted path, or undefined. Only own properties are followed. */
export function compilePath(path: string): (value: unknown) => unknown {
  const steps = path.split('.')
  return (value) => follow(value, steps)
}

function follow(value: unknown, steps: readonly string[]): unknown {
  let current: unknown = value
  for (const step of steps) {
    if (typeof current !== 'object' || current === null || !Object.hasOwn(current, step)) return undefined
    current = (current as Record<string, unknown>)[step]
  }
  return current
}

/** A test per condition that is given. */
function testsOf({ eq, in: choices, contains, gte, lte, exists, prefix, regex }: Condition): Test[] {
  const tests: Test[] = []
  if (exists !== undefined) tests.push((found) => exists === (found !== undefined))
  if (eq !== undefined) tests.push((found) => isSame(found, eq))
  if (choices !== undefined) tests.push((found) => choices.some((each) => isSame(found, each)))
  if (contains !== undefined) tests.push((found) => isContained(contains, found))
  if (gte !== undefined) tests.push((found) => typeof found === 'number' && found >= gte)
  if (lte !== undefined) tests.push((found) => typeof found === 'number' && found <= lte)
  if (prefix !== undefined) tests.push((found) => typeof found === 'string' && found.startsWith(prefix))
  if (regex !== undefined) {
    const expression = new RegExp(regex, 'u')
    tests.push((found) => typeof found === 'string' && expression.test(found))
  }
  return tests
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
  return (
    left.length === Object.keys(b).length &&
    left.every(([key, each]) => Object.hasOwn(b, key) && isSame(each, (b as Record<string, unknown>)[key]))
  )
}
