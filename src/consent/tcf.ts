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
  vendor(id: number): unknown
  purpose(purpose: number): unknown
  /** `PublisherRestriction` for the vendor: 0 not allowed, 1 by consent, 2 by legitimate interest alone. */
  restriction(purpose: number, vendorId: number): unknown
}

/** Missing is no consent. Source: the same, "true - Consent, false | undefined - No Consent". */
const consentOf = (value: unknown): ConsentStatus =>
  value === true ? 'granted' : value === false || value === undefined ? 'denied' : 'unknown'

/** The tracker works by consent alone. */
const restrictionOf = (type: unknown): ConsentStatus =>
  type === undefined || type === 1 ? 'granted' : type === 0 || type === 2 ? 'denied' : 'unknown'

/** Whether the vendor has consent for every purpose, and no publisher forbids one. */
export function decideTcf(
  { vendor, purpose, restriction }: TcfReader,
  { vendorId = 361, purposes = [1] }: TcfOptions,
): ConsentStatus {
  const found = [consentOf(vendor(vendorId))]
  purposes.forEach((id) => found.push(consentOf(purpose(id)), restrictionOf(restriction(id, vendorId))))
  return found.indexOf('unknown') >= 0 ? 'unknown' : found.indexOf('denied') >= 0 ? 'denied' : 'granted'
}

/** A member of a foreign object; null where the object is none. */
const member = (value: unknown, name: string | number): unknown => (isRecord(value) ? value[name] : null)

/** What may be left out. */
const optional = (value: unknown, name: string | number): unknown =>
  value === undefined ? undefined : member(value, name)

/** The decision an event carries, or null where it carries none: a dialog on screen is neither a grant nor a refusal. */
export function readTcf(data: TcData, options: TcfOptions): ConsentStatus | null {
  const { eventStatus, cmpStatus, gdprApplies, tcString, purpose, vendor, publisher } = data
  if (eventStatus != 'tcloaded' && eventStatus != 'useractioncomplete') return null
  if (cmpStatus !== undefined && cmpStatus != 'loaded') return 'unknown'
  if (gdprApplies === false) return 'granted'
  // Without a string nobody has decided yet, whatever the lists say.
  if (gdprApplies !== true || !isText(tcString)) return 'unknown'
  const restrictions = optional(publisher, 'restrictions')
  return decideTcf(
    {
      vendor: (id) => member(member(vendor, 'consents'), id),
      purpose: (id) => member(member(purpose, 'consents'), id),
      restriction: (id, vendorId) => optional(optional(restrictions, id), vendorId),
    },
    options,
  )
}
