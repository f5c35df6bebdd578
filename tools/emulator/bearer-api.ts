/**
 * Routes that hold a secret key: bearer authentication before anything else.
 */
import { createHash, timingSafeEqual } from 'node:crypto'
import { Refusal } from './refusal.ts'
import type { Refuse } from './refusal.ts'
import type { Answer, VendorApi, VendorRequest } from './vendor-api.ts'

export interface BearerOptions {
  /** The secret keys. */
  keys: readonly string[]
  /** False where the documents name no key: then a request may carry none. */
  isRequired: boolean
  refuse: Refuse
}

/** An API behind secret keys; `handle` throws Refusal. */
export function createBearerApi(
  { keys, isRequired, refuse }: BearerOptions,
  handle: (request: VendorRequest) => Answer,
): VendorApi {
  const known = keys.map(digest)
  return {
    admit,
    answer(request) {
      try {
        admit(request)
        return handle(request)
      } catch (error) {
        if (!(error instanceof Refusal)) throw error
        return { status: error.status, body: error.body }
      }
    },
    refuse: (status, reason) => refuse(status, reason).body,
  }

  function admit({ headers }: VendorRequest): void {
    const header = headers['authorization']
    if (header === undefined && !isRequired) return
    if (typeof header !== 'string') throw refuse(401, 'the request carries no key: expected Authorization: Bearer KEY')
    const key = /^Bearer +(\S+)$/i.exec(header.trim())?.[1]
    if (key === undefined) throw refuse(401, 'expected Authorization: Bearer KEY')
    if (known.length === 0) throw refuse(401, 'the workspace has no secret keys: see "admin" in its file')
    const given = digest(key)
    if (!known.some((each) => timingSafeEqual(each, given))) throw refuse(401, 'this key does not exist')
  }
}

function digest(key: string): Buffer {
  return createHash('sha256').update(key).digest()
}
