/**
 * Reads cohort ids back out of an ad call, without the builder's code.
 * Pure.
 */
import type { Activations } from './wire.ts'

/** Names under which the vendor's documents list one ad server. */
const sameServer: readonly (readonly string[])[] = [['gam', 'dfp']]

/** The ids activated for a platform, also under its other name. */
export function idsFor(activations: Activations, platform: string): string[] {
  const names = sameServer.find((group) => group.includes(platform)) ?? [platform]
  return [...new Set(names.flatMap((name) => activations[name] ?? []))]
}

/** The preset of `ctv-tracker/ads` that writes an ad call for a platform. */
export function presetFor(platform: string): string {
  const known: readonly [RegExp, string][] = [
    [/^(dfp|gam)/, 'gam'],
    [/^freewheel/, 'freewheel'],
    [/^adswizz/, 'adswizz'],
    [/^springserve/, 'springserve'],
    [/^(xandr|appnexus)/, 'xandr'],
  ]
  return known.find(([pattern]) => pattern.test(platform))?.[1] ?? 'gam'
}

/** Every id that stands as a whole value somewhere in the URL, however often it is escaped. */
export function idsIn(url: string): Set<string> {
  let text = url
  for (let i = 0; i < 3; i += 1) text = unescaped(text)
  return new Set(text.split(/[^A-Za-z0-9_-]+/))
}

function unescaped(text: string): string {
  return text.replace(/%[0-9a-f]{2}/gi, (escape) => String.fromCharCode(parseInt(escape.slice(1), 16)))
}
