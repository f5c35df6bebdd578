/**
 * Takes secrets out of everything that is reported or kept, wherever a request, an answer or an error repeats them.
 * Pure.
 */

/** What is shorter is no key, and would spoil every text that happens to hold it. */
const leastLength = 8

/** What a word of a key may be made of; a secret inside a longer word is not that secret. */
const wordBefore = '(?<![A-Za-z0-9])'
const wordAfter = '(?![A-Za-z0-9])'

/** Writes `mark` for every secret in a text, plain or escaped as in a URL or in JSON, where it stands as a whole. */
export type Redact = (text: string) => string

export function createRedact(secrets: readonly string[], mark: string): Redact {
  const forms = secrets
    .filter((secret) => secret.length >= leastLength)
    .flatMap((secret) => [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)])
  if (forms.length === 0) return (text) => text
  const pattern = new RegExp(`${wordBefore}(?:${[...new Set(forms)].map(escape).join('|')})${wordAfter}`, 'g')
  return (text) => text.replace(pattern, mark)
}

/** A copy of `value` with every text in it redacted. */
export function redactAll<T>(value: T, redact: Redact): T {
  const clean = (each: unknown): unknown => {
    if (typeof each === 'string') return redact(each)
    if (Array.isArray(each)) return each.map(clean)
    if (typeof each === 'object' && each !== null)
      return Object.fromEntries(Object.entries(each).map(([name, inner]) => [name, clean(inner)]))
    return each
  }
  return clean(value) as T
}

function escape(text: string): string {
  return text.replace(/[$()*+./?[\\\]^{|}-]/g, '\\$&')
}
