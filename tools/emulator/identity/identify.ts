/**
 * `POST /v2.0/identify`: joins identities to a user.
 *
 * The identities are tried from the lowest priority number up. The first one that is known says who the user is;
 * where none is, they go to the given user. The others lead to that user from then on. Events stay where they are.
 */
import { invalidRequest } from '../envelope.ts'
import { object, prioritisedAlias, uuid } from '../fields.ts'
import type { Store } from '../store/store.ts'
import { resolveUser } from './resolve.ts'
import type { PrioritisedAlias } from './resolve.ts'

/** The answer, as documented. */
export interface IdentifyResponse {
  user_id: string
}

/** Handles one request; throws ApiError 400. Nothing is stored unless it returns. */
export type Identify = (body: unknown) => IdentifyResponse

export function createIdentify(identifiers: readonly string[], store: Store): Identify {
  const configured = new Set(identifiers)
  return (body) => {
    const { userId, aliases } = parseIdentifyRequest(body)
    return store.transact(() => {
      const winner = resolveUser(
        { aliases },
        store,
        (tag) => configured.has(tag),
        () => userId,
      )
      store.ensureUser(winner)
      return { user_id: winner }
    })
  }
}

function parseIdentifyRequest(body: unknown): { userId: string; aliases: PrioritisedAlias[] } {
  const { user_id: userId, aliases } = object(body, 'the body')
  if (!Array.isArray(aliases)) throw invalidRequest('aliases: expected a list')
  return { userId: uuid(userId, 'user_id'), aliases: aliases.map((each, i) => prioritisedAlias(each, `aliases[${i}]`)) }
}
