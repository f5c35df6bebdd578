/**
 * Cohort ids per ad platform: joined names, merged origins. Pure.
 */

import { hasOwn } from '../json.ts'

export type ActivationMap = Record<string, string[]>

/** More platforms, and more ids of one, are not kept: what an answer may cost is bounded. */
const MAX_PLATFORMS = 100
const MAX_IDS = 1000

/** The names that mean the same platform as `platform`, itself first. */
export function joinedNames(platform: string, aliases: Record<string, string>): string[] {
  const names = [platform]
  Object.keys(aliases).forEach((name) => {
    const other = aliases[name]!
    if (name == platform && names.indexOf(other) < 0) names.push(other)
    if (other == platform && names.indexOf(name) < 0) names.push(name)
  })
  return names
}

/** The ids of several lists in order, each once. */
export function union(lists: readonly (readonly string[] | undefined)[]): string[] {
  const ids: string[] = []
  lists.forEach((list) => (list || []).forEach((id) => ids.indexOf(id) < 0 && ids.push(id)))
  return ids
}

/** The ids of `list` that `other` does not have. */
export function without(list: readonly string[], other: readonly string[]): string[] {
  const had: Record<string, boolean> = {}
  other.forEach((id) => (had['=' + id] = true))
  return list.filter((id) => !had['=' + id])
}

/** Ids of one platform under all its names. */
export function idsFor(activations: ActivationMap | null | undefined, names: readonly string[]): string[] {
  return union(names.map((name) => (activations && hasOwn(activations, name) ? activations[name] : undefined)))
}

/** A map of platform to ids from a foreign value; null where it is none. Entries of another form are left out. */
export function parseActivations(value: unknown): ActivationMap | null {
  if (!value || typeof value != 'object' || Array.isArray(value)) return null
  const activations: ActivationMap = {}
  Object.keys(value)
    .slice(0, MAX_PLATFORMS)
    .forEach((platform) => {
      const ids = parseIds((value as Record<string, unknown>)[platform])
      if (ids && platform != '__proto__') activations[platform] = ids
    })
  return activations
}

/** A list of ids from a foreign value; null where it is none. Numbers become strings. */
export function parseIds(value: unknown): string[] | null {
  return Array.isArray(value)
    ? value
        .filter((id) => typeof id == 'string' || typeof id == 'number')
        .slice(0, MAX_IDS)
        .map(String)
    : null
}
