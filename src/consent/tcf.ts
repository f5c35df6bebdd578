/**
 * What an event of a TCF v2 consent platform means. Pure.
 *
 * Source: IAB Europe, Consent Management Platform API v2, `TCData` and `addEventListener`.
 */
import type { ConsentStatus } from '../ports/consent-source.ts'

export interface TcfOptions {
  /** Id of the vendor on the Global Vendor List. Default 361, the cohort API's. */
  vendorId?: number
  /** Purposes that all need consent. Default `[1]`: store and access information on a device. */
  purposes?: readonly number[]
}

type Consents = Record<number, boolean | undefined>

/** The members of `TCData` that count. */
export interface TcData {
  eventStatus?: string
  gdprApplies?: boolean
  listenerId?: number
  purpose?: { consents?: Consents }
  vendor?: { consents?: Consents }
  publisher?: { restrictions?: Record<number, Record<number, number | undefined> | undefined> }
}

/** `PublisherRestriction`: the vendor may not use the purpose at all. */
const NOT_ALLOWED = 0

/** Whether the vendor has consent for every purpose, and no publisher forbids one. */
export function hasTcfConsent(
  consents: (purpose: number) => unknown,
  vendor: unknown,
  { purposes = [1] }: TcfOptions,
): boolean {
  return !!vendor && purposes.every((purpose) => consents(purpose))
}

/** The decision an event carries, or null where it carries none: a dialog on screen is neither a grant nor a refusal. */
export function readTcf(data: TcData, options: TcfOptions): ConsentStatus | null {
  if (data.eventStatus != 'tcloaded' && data.eventStatus != 'useractioncomplete') return null
  if (data.gdprApplies === false) return 'granted'
  if (!data.gdprApplies) return 'unknown'
  const vendorId = options.vendorId || 361
  const purposes = (data.purpose && data.purpose.consents) || {}
  const vendors = (data.vendor && data.vendor.consents) || {}
  const restrictions = (data.publisher && data.publisher.restrictions) || {}
  const mayUse = (purpose: number): boolean =>
    purposes[purpose] === true && (restrictions[purpose] || {})[vendorId] !== NOT_ALLOWED
  return hasTcfConsent(mayUse, vendors[vendorId] === true, options) ? 'granted' : 'denied'
}
