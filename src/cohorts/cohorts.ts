/**
 * Cohort ids per ad platform: joined names, merged origins. Pure.
 */

import { hasOwn } from '../json.ts'

export type ActivationMap = Record<string, string[]>

/** More platforms, ids of one, and characters of one, are not kept, nor more of a whole answer: what one may cost is bounded. */
const MAX_PLATFORMS = 100
const MAX_IDS = 1000
const MAX_LENGTH = 64
const MAX_ANSWER = 50_000

/** What may still be kept of one answer, in characters. */
export interface Room {
  left: number
}

export const createRoom = (): Room => ({ left: MAX_ANSWER })

/** Whether `text` is kept: with quotes and a comma it takes its place. */
function takes(room: Room, text: string): boolean {
  const isTaken = text.length <= MAX_LENGTH && text.length + 3 <= room.left
  if (isTaken) room.left -= text.length + 3
  return isTaken
}

/** The names that mean the same platform as `platform`, itself first. */
export function joinedNames(platform: string, aliases: Record<string, string>): string[] {
  const names = [platform]
  Object.keys(aliases).forEach((name) => {
    const other = aliases[name]!
    if (name == platform) names.push(other)
    if (other == platform) names.push(name)
  })
  return union([names])
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

/** A map of platform to ids from a foreign value; null where it is none. What has another form, or no room, is left out. */
export function parseActivations(value: unknown, room: Room): ActivationMap | null {
  if (!value || typeof value != 'object' || Array.isArray(value)) return null
  const activations: ActivationMap = {}
  Object.keys(value)
    .slice(0, MAX_PLATFORMS)
    .forEach((platform) => {
      const list = (value as Record<string, unknown>)[platform]
      if (platform != '__proto__' && Array.isArray(list) && takes(room, platform))
        activations[platform] = parseIds(list, room)!
    })
  return activations
}

/** A list of ids from a foreign value; null where it is none. Numbers become strings. */
export function parseIds(value: unknown, room: Room): string[] | null {
  if (!Array.isArray(value)) return null
  const ids: string[] = []
  for (let i = 0; i < value.length && ids.length < MAX_IDS; i++) {
    const id: unknown = value[i]
    if ((typeof id == 'string' || typeof id == 'number') && takes(room, '' + id)) ids.push('' + id)
  }
  return ids
}
