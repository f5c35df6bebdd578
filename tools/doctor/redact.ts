/**
 * Takes the key out of everything that is reported, wherever an answer or an error repeats it.
 * Pure.
 */

/** A copy of `value` in which no text holds the key, plain or escaped as in a URL. */
export function redact<T>(value: T, key: string): T {
  const secrets = [...new Set([key, encodeURIComponent(key)])]
  const clean = (each: unknown): unknown => {
    if (typeof each === 'string') return secrets.reduce((text, secret) => text.replaceAll(secret, 'KEY'), each)
    if (Array.isArray(each)) return each.map(clean)
    if (typeof each === 'object' && each !== null)
      return Object.fromEntries(Object.entries(each).map(([name, inner]) => [name, clean(inner)]))
    return each
  }
  return clean(value) as T
}
