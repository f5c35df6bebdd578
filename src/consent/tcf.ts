/**
 * What an event of a TCF v2 consent platform means. Pure: only what is there, and of its type, is a decision.
 *
 * Source: IAB Europe, Consent Management Platform API v2, `TCData` and `addEventListener`.
 */
import { isRecord, isText } from '../checks.ts'
import type { ConsentStatus } from '../ports/consent-source.ts'

export interface TcfOptions {
  /** Id of the vendor on the Global Vendor List. Default 361, the cohort API's. */
  vendorId?: number
  /** Purposes that all need consent. Default `[1]`: store and access information on a device. */
  purposes?: readonly number[]
}

/** The members of `TCData` that count; a platform may put anything there. */
export interface TcData {
  eventStatus?: unknown
  cmpStatus?: unknown
  gdprApplies?: unknown
  tcString?: unknown
  listenerId?: number
  purpose?: unknown
  vendor?: unknown
  publisher?: unknown
}

/** What a platform says of a vendor and its purposes. */
export interface TcfReader {
  /** Of a consent: true or false. */
  vendor(id: number): unknown
  purpose(purpose: number): unknown
  /** `PublisherRestriction` for the vendor: 0 not allowed, 1 by consent (or none), 2 by legitimate interest alone. */
  restriction(purpose: number, vendorId: number): unknown
}

/** What allows comes first, then what forbids; anything else is no answer. The tracker works by consent alone. */
const CONSENTS: unknown[] = [true, false]
const RESTRICTIONS: unknown[] = [1, 0, 2]

/** Whether the vendor has consent for every purpose, and no publisher forbids one. */
export function decideTcf(
  { vendor, purpose, restriction }: TcfReader,
  { vendorId = 361, purposes = [1] }: TcfOptions,
): ConsentStatus {
  const found = [CONSENTS.indexOf(vendor(vendorId))]
  purposes.forEach((id) => found.push(CONSENTS.indexOf(purpose(id)), RESTRICTIONS.indexOf(restriction(id, vendorId))))
  return found.indexOf(-1) >= 0 ? 'unknown' : found.some(Boolean) ? 'denied' : 'granted'
}

/** A member of a foreign object, or what it means where it is missing; null where the object is none. */
const member = (holder: unknown, name: string | number, missing?: unknown): unknown =>
  !isRecord(holder) ? null : holder[name] === undefined ? missing : holder[name]

/** The decision an event carries, or null where it carries none: a dialog on screen is neither a grant nor a refusal. */
export function readTcf(data: TcData, options: TcfOptions): ConsentStatus | null {
  const { eventStatus, cmpStatus = 'loaded', gdprApplies, tcString, purpose, vendor, publisher = {} } = data
  if (eventStatus != 'tcloaded' && eventStatus != 'useractioncomplete') return null
  if (cmpStatus != 'loaded') return 'unknown'
  if (gdprApplies === false) return 'granted'
  // Without a string nobody has decided yet, whatever the lists say.
  if (gdprApplies !== true || !isText(tcString)) return 'unknown'
  return decideTcf(
    {
      // Missing is no consent. Source: the same, "true - Consent, false | undefined - No Consent".
      vendor: (id) => member(member(vendor, 'consents'), id, false),
      purpose: (id) => member(member(purpose, 'consents'), id, false),
      restriction: (id, vendorId) => member(member(member(publisher, 'restrictions', {}), id, {}), vendorId, 1),
    },
    options,
  )
}
