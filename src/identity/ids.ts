/**
 * Random version 4 ids. Pure but for the injected randomness.
 */
import { v4 } from 'uuid'
import type { Random } from '../ports/random.ts'

export type CreateId = () => string

export function createIds(random: Random): CreateId {
  // uuid asks only for sixteen indexable numbers; its types name the array class of newer engines.
  const options = { rng: () => random.bytes(16) as unknown as Uint8Array }
  return () => v4(options)
}

/** Whether `value` has the form of a UUID, of any version. */
export function isUuid(value: unknown): value is string {
  return typeof value == 'string' && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(value)
}
