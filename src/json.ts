/**
 * JSON from places that may hold anything: stores, servers, other versions of this library. Pure.
 */

/** The value of `text`, or null where it is no JSON. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- what comes from outside has any shape; each caller checks what it uses.
export function parseJson(text: string | null | undefined): any {
  try {
    return JSON.parse(text as string)
  } catch (_notJson) {
    // Not JSON counts as nothing.
    return null
  }
}

export function hasOwn(object: object, key: string): boolean {
  return Object.prototype.hasOwnProperty.call(object, key)
}
