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

/** `value`, plain JSON, as text; '' where the page's own JSON does not work. */
export function formatJson(value: unknown): string {
  try {
    // Taken from the holder, values are as they are, whatever a toJSON of the page made of them.
    return (
      '' +
      JSON.stringify(value, function (this: Record<string, unknown>, key) {
        return this[key]
      })
    )
  } catch (_spoiled) {
    // A page that replaced JSON: what is written or sent then is not understood by anyone, and nothing worse.
    return ''
  }
}

export function hasOwn(object: object, key: string): boolean {
  return Object.prototype.hasOwnProperty.call(object, key)
}
