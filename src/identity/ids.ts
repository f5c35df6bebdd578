/**
 * Random version 4 ids. Pure but for the injected randomness.
 */
import { v4 } from 'uuid'
import { describe, isText } from '../checks.ts'
import type { Report } from '../diagnostics.ts'
import { parseJson } from '../json.ts'
import type { Settings } from '../options.ts'
import type { Random } from '../ports/random.ts'
import { formatReason } from '../sentences.ts'

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

/** Whether `value` is an id as this library makes them: a UUID of version 4. */
export function isGeneratedId(value: unknown): value is string {
  return isUuid(value) && /^.{14}4.{4}[89ab]/i.test(value)
}

/** Whether a device's word is an id: some say `undefined` or `null` in letters where they have none. */
export function isDeviceId(value: unknown): value is string {
  return isText(value) && value.length <= 256 && ['undefined', 'null', 'NaN'].indexOf(value) < 0
}

/** The id that an earlier client left, as the option gives it; null where there is none. */
export function earlierId(given: Settings['identity']['generated'], report: Report): string | null {
  const id = typeof given == 'function' ? given() : given
  if (isGeneratedId(id)) return id
  if (id != null) report('bad-identity', [formatReason('generated', describe(id))])
  return null
}

/** An id as the device keeps it, with a wall-clock time in ms. */
export interface StoredId {
  id: string
  at: number
}

/**
 * Whether the id in `text` is what became of the one in `former`: the same, or one that was made when another viewer came, which says so.
 * After a refusal there is none, and a grant makes one that says nothing.
 */
export function continuesId(text: string | null | undefined, former: string | null | undefined): boolean {
  const [next, known] = [parseStoredId(text), parseStoredId(former)]
  return text == former || (!!next && ('of' in next || (!!known && next.id == known.id)))
}

/** Whatever was stored with the id comes along unchecked; null where the text holds none. */
export function parseStoredId<T extends StoredId>(text: string | null | undefined): T | null {
  const stored = parseJson(text)
  return stored && isUuid(stored.id) && typeof stored.at == 'number' ? stored : null
}
