/**
 * Who is watching: the generated id, or aliases by priority. Pure.
 */
import type { Alias } from '../api.ts'
import { isRecord } from '../checks.ts'
import { formatJson } from '../json.ts'
import { formatReason } from '../sentences.ts'

/**
 * The identity an event is tracked under. Its events share one object: an older generated id, or a device id,
 * that is found while the stores are read reaches all of them, since none is written before.
 */
export interface Identity {
  /** Stand-in for the identity: the key of its cached answers. */
  scope: string
  /** The generated id, used where there are no aliases. */
  userId: string
  /** Strongest first. */
  aliases: Alias[]
}

/**
 * Aliases in order of strength, each with its place as priority; an empty list for null.
 * Throws the reason where an alias is malformed.
 */
export function parseAliases(input: unknown): Alias[] {
  const list: unknown[] = input == null ? [] : Array.isArray(input) ? input : [input]
  const aliases = list.map((alias, index): Alias => {
    if (!isRecord(alias) || !alias.tag || typeof alias.tag != 'string' || !alias.id || typeof alias.id != 'string')
      throw new Error(formatReason('alias'))
    const priority = alias.priority == null ? index : alias.priority
    if (typeof priority != 'number' || priority % 1 != 0) throw new Error(formatReason('priority'))
    return { tag: alias.tag, id: alias.id, priority }
  })
  aliases.forEach((alias, index) => {
    if (aliases.some((other, place) => place < index && (other.tag == alias.tag || other.priority == alias.priority)))
      throw new Error(formatReason('twice'))
  })
  return aliases.sort((a, b) => a.priority! - b.priority!)
}

/** A short stand-in for an identity within a workspace: equal where both are equal, and it gives neither away. */
export function scopeOf(workspace: string, aliases: readonly Alias[]): string {
  const text = formatJson([workspace, aliases.map((alias) => [alias.tag, alias.id])])
  // Two 32-bit FNV-1a hashes with different seeds: among the few profiles of a TV they do not collide.
  return [0x811c9dc5, 0x1b873593]
    .map((seed) => {
      let hash = seed
      for (let i = 0; i < text.length; i++) {
        hash ^= text.charCodeAt(i)
        hash += (hash << 1) + (hash << 4) + (hash << 7) + (hash << 8) + (hash << 24)
      }
      return (hash >>> 0).toString(36)
    })
    .join('')
}
