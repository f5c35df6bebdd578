/**
 * Identity resolution: which user a request is about.
 * Pure but for the directory and the id generator it is given.
 *
 * - `user_id` is taken as it is.
 * - Aliases are tried from the lowest priority number up; the first one that is known wins. If none
 *   is known, a new user is made.
 * - The other configured aliases are kept: from now on they lead to the winner, also those that led
 *   to another user before. That user's events stay where they are.
 * - Aliases whose tag is not configured are ignored. If no alias is left, each request is a new
 *   user: the duplicate users that a missing configuration causes are meant to be seen.
 */

/** A tagged identifier; the lowest priority number is the strongest. */
export interface PrioritisedAlias {
  tag: string
  id: string
  priority: number
}

/** What a request says about the user; exactly one form. */
export type Identifier = { userId: string } | { aliases: readonly PrioritisedAlias[] }

/** Where aliases are remembered. */
export interface AliasDirectory {
  /** The user an alias leads to, or null. */
  find(tag: string, id: string): string | null
  /** Makes an alias lead to a user. */
  link(alias: PrioritisedAlias, userId: string): void
}

/** The user of a request; links aliases on the way. */
export function resolveUser(
  identifier: Identifier,
  directory: AliasDirectory,
  isConfigured: (tag: string) => boolean,
  newUserId: () => string,
): string {
  if ('userId' in identifier) return identifier.userId
  const known = identifier.aliases
    .filter((alias) => isConfigured(alias.tag))
    .sort((a, b) => a.priority - b.priority)
    .map((alias) => ({ alias, owner: directory.find(alias.tag, alias.id) }))
  const winner = known.find((entry) => entry.owner !== null)?.owner ?? newUserId()
  for (const { alias, owner } of known) {
    if (owner !== winner) directory.link(alias, winner)
  }
  return winner
}
