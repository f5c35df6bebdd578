/**
 * What the signal of a GPP consent platform means. Pure.
 *
 * Source: IAB Tech Lab, Global Privacy Platform, CMP API 1.1 (`PingReturn`) and the US section specifications.
 */
import type { ConsentStatus } from '../ports/consent-source.ts'
import type { TcfOptions } from './tcf.ts'
import { hasTcfConsent } from './tcf.ts'

/** One section, or one of its sub-sections. */
type Section = Record<string, unknown>

/** The members of `PingReturn` that count. */
export interface GppPing {
  signalStatus?: string
  /** `[-1]`: no section applies; empty: not known. */
  applicableSections?: readonly number[]
  sectionList?: readonly number[]
  /** A section is a list of sub-sections; some platforms give one object of them all. */
  parsedSections?: Record<string, Section | readonly Section[] | undefined>
}

const TCF_EU = 2
/** `uspv1`, the national section and the states': the sections that know an opt-out. */
const FIRST_US = 6
const LAST_US = 27
/** 0 does not apply, 1 opted out, 2 did not. */
const OPT_OUTS = ['SaleOptOut', 'SharingOptOut', 'TargetedAdvertisingOptOut']

const partsOf = (section: Section | readonly Section[] | undefined): Section[] =>
  section ? ([] as Section[]).concat(section as Section[]) : []

function isOptedOut(part: Section): boolean {
  return part.Gpc === true || part.OptOutSale === 'Y' || OPT_OUTS.some((name) => part[name] === 1)
}

/** The decision a ping carries, or null where it carries none yet. An opt-out counts wherever it stands. */
export function readGpp(ping: GppPing, options: TcfOptions): ConsentStatus | null {
  if (ping.signalStatus != 'ready') return null
  const sections = ping.parsedSections || {}
  const present = ping.sectionList || []
  const applicable = ping.applicableSections || []
  const parsedUs = Object.keys(sections).filter(
    (name) => name.indexOf('us') == 0 && partsOf(sections[name])[0] !== undefined,
  )
  if (parsedUs.some((name) => partsOf(sections[name]).some(isOptedOut))) return 'denied'
  if (applicable[0] == -1) return 'granted'
  // A section that applies and is not there, that was not parsed, or that says nothing we can read, leaves the decision open.
  const isUs = (id: number): boolean => id >= FIRST_US && id <= LAST_US
  const isKnown = applicable.every((id) => present.indexOf(id) >= 0 && (id == TCF_EU || isUs(id)))
  // Parsed sections have names, not numbers: where one of the US applies, all of the US have to be there.
  if (!applicable[0] || !isKnown || (applicable.some(isUs) && parsedUs.length < present.filter(isUs).length))
    return 'unknown'
  if (applicable.indexOf(TCF_EU) < 0) return 'granted'
  const core = partsOf(sections.tcfeuv2).filter((part) => part.VendorConsents)[0]
  if (!core) return 'unknown'
  // Vendors are a list of ids, purposes a list of flags from purpose 1 on.
  const vendors = core.VendorConsents as readonly number[]
  const purposes = (core.PurposeConsents || []) as readonly unknown[]
  return hasTcfConsent(
    (purpose) => purposes[purpose - 1] === true,
    vendors.indexOf(options.vendorId || 361) >= 0,
    options,
  )
    ? 'granted'
    : 'denied'
}
