/**
 * JSON from the outside.
 * Pure.
 */

/** Far beyond any event, and far below what would exhaust the stack when it is written again. */
const maxDepth = 200

/** Parses JSON; throws SyntaxError where it is malformed or nested too deeply. */
export function parseJson(text: string): unknown {
  if (findDeeperThan(maxDepth, text) !== null) throw new SyntaxError(`nested deeper than ${maxDepth} levels`)
  return JSON.parse(text) as unknown
}

/** Where a text first goes deeper than `limit` levels, or null. */
export function findDeeperThan(limit: number, text: string): number | null {
  let depth = 0
  let inText = false
  for (let i = 0; i < text.length; i += 1) {
    const char = text[i]
    if (inText) {
      if (char === '\\') i += 1
      else if (char === '"') inText = false
    } else if (char === '"') inText = true
    else if (char === '[' || char === '{') depth += 1
    else if (char === ']' || char === '}') depth -= 1
    if (depth > limit) return i
  }
  return null
}
