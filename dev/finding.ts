/**
 * What the linter finds, and how it says it. Pure.
 */

/** One thing that the workspace or an ad server would not take as it was meant. */
export interface Finding {
  /** The event's name, `identity`, or `ad call`. */
  subject: string
  /** Where in it: `name`, `properties.categories[2]`, `permutive`. */
  path: string
  expected: string
  received: string
  /** All of it in one line. */
  message: string
}

/** Hears of what is wrong at a path. */
export type Report = (path: string, expected: string, received: string) => void

export function createFinding(subject: string, path: string, expected: string, received: string): Finding {
  return {
    subject,
    path,
    expected,
    received,
    message: `${subject}: ${path}: expected ${expected}, received ${received}`,
  }
}

const MOST_CHARACTERS = 60

/** A value as it is shown: JSON, not too long. */
export function show(value: unknown): string {
  const text = value === undefined ? 'nothing' : JSON.stringify(value)
  return text.length > MOST_CHARACTERS ? text.slice(0, MOST_CHARACTERS - 1) + '…' : text
}

/** The name that was probably meant: the same in another case, else one that is two slips away at most; or null. */
export function suggest(name: string, known: readonly string[]): string | null {
  const lower = name.toLowerCase()
  const sameWord = known.filter((each) => each.toLowerCase() === lower)[0]
  if (sameWord !== undefined) return sameWord
  return known.filter((each) => each.length > 3 && isNear(lower, each.toLowerCase()))[0] || null
}

const MOST_SLIPS = 2

/** Whether a text becomes another by so few letters added, left out or changed. */
function isNear(from: string, to: string): boolean {
  if (Math.abs(from.length - to.length) > MOST_SLIPS) return false
  let row = range(to.length + 1)
  for (let i = 1; i <= from.length; i += 1) {
    const next = [i]
    for (let j = 1; j <= to.length; j += 1) {
      const change = row[j - 1]! + (from.charAt(i - 1) === to.charAt(j - 1) ? 0 : 1)
      next.push(Math.min(change, row[j]! + 1, next[j - 1]! + 1))
    }
    row = next
  }
  return row[to.length]! <= MOST_SLIPS
}

function range(count: number): number[] {
  const numbers: number[] = []
  while (numbers.length < count) numbers.push(numbers.length)
  return numbers
}
