/**
 * What the signal of a GPP consent platform means. Pure: only sections that are listed here, complete and of known values, are a decision.
 *
 * Source: IAB Tech Lab, Global Privacy Platform, CMP API 1.1 (`PingReturn`), the section specifications, and `@iabgpp/cmpapi` 3.2.0.
 */
import { isRecord } from '../checks.ts'
import type { ConsentStatus } from '../ports/consent-source.ts'
import type { TcfOptions } from './tcf.ts'
import { decideTcf } from './tcf.ts'

/** The members of `PingReturn` that count; a platform may put anything there. */
export interface GppPing {
  signalStatus?: unknown
  /** `[-1]`: no section applies; empty: not known. */
  applicableSections?: unknown
  sectionList?: unknown
  /** A section is a list of sub-sections; some platforms give one object of them all. */
  parsedSections?: unknown
}

/** A section, its sub-sections in one. */
type Section = Record<string, unknown>

const TCF_EU = 2
const USP = 6
const US_NATIONAL = 7
const US_CALIFORNIA = 8
/** The US sections from id 6 on, without the `us` before each. */
const US_SECTIONS = 'pv1 nat ca va co ut ct fl mt or tx de ia ne nh nj tn mn md in ky ri'.split(' ')

/** The fields that the core of a US section must have. */
function fieldsOf(id: number): string[] {
  const isCalifornia = id == US_CALIFORNIA
  const names =
    id == USP
      ? 'Version Notice OptOutSale LspaCovered'
      : 'SaleOptOut SaleOptOutNotice MspaCoveredTransaction' +
        (isCalifornia ? '' : ' TargetedAdvertisingOptOut TargetedAdvertisingOptOutNotice') +
        (id > US_CALIFORNIA
          ? ''
          : ' SharingOptOut SharingOptOutNotice PersonalDataConsents SensitiveDataLimitUseNotice') +
        (isCalifornia ? '' : id < 13 || id == 14 ? ' SharingNotice' : ' ProcessingNotice') +
        (id < 24
          ? ' Version SensitiveDataProcessing MspaOptOutOptionMode MspaServiceProviderMode'
          : ' MspaVersion MspaMode') +
        (id == 24 ? '' : ' KnownChildSensitiveDataConsents') +
        (id == 18 ? ' SensitiveDataOptOutNotice' : id < 13 ? '' : ' AdditionalDataProcessingConsent') +
        (id == US_NATIONAL || id == 11 ? ' SensitiveDataProcessingOptOutNotice' : '')
  return names.split(' ')
}

/** 0 does not apply; else 1 yes, 2 no. Of an opt-out 1 is out, of a consent 1 is none; restrictions are numbered alike. */
const isChoice = (value: unknown): boolean => value === 0 || value === 1 || value === 2

const isList = (value: unknown, accepts: (item: unknown) => boolean): value is unknown[] =>
  Array.isArray(value) && value.every(accepts)

const isNumber = (value: unknown): boolean => typeof value == 'number' && value % 1 == 0

/** Sub-sections in one; null where one is no object, or two contradict each other. */
function joined(section: unknown): Section | null {
  const whole: Section = {}
  const isClear = ([] as unknown[]).concat(section).every(
    (part) =>
      isRecord(part) &&
      Object.keys(part).every((name) => {
        const known = whole[name]
        whole[name] = part[name]
        return known === undefined || known === part[name] || /Type$/.test(name)
      }),
  )
  return isClear ? whole : null
}

/** US Privacy as a text of four letters. Source: CCPA, US Privacy String 1. */
const fromLetters = (given: unknown): unknown =>
  typeof given == 'string' && /^1...$/.test(given)
    ? { Version: 1, Notice: given.charAt(1), OptOutSale: given.charAt(2), LspaCovered: given.charAt(3) }
    : given

/** An opt-out is a refusal; where the viewer was not told of the choice there is no decision. */
function readUs(id: number, given: unknown): ConsentStatus {
  const isUsp = id == USP
  const section = joined(isUsp ? fromLetters(given) : given)
  if (id < USP || !section) return 'unknown'
  let isDenied = section.Gpc
  let isTold = true
  const isComplete = fieldsOf(id).every((name) => {
    const field = section[name]
    if (/Version$/.test(name)) return field === 1 || (field === 2 && id == US_NATIONAL)
    const value: unknown = isUsp ? ['-', 'Y', 'N'].indexOf(field as string) : field
    const isMany = Array.isArray(value)
    const values: unknown[] = isMany ? value : [value]
    const isChild = /^Known/.test(name)
    if ((isChild || /^OptOut|OptOut$/.test(name)) && values.indexOf(1) >= 0) isDenied = true
    // What the viewer was told of sensitive data is none of ours.
    if (value === 2 && /^(?!Sen).*Notice$/.test(name)) isTold = false
    return (
      values.length > 0 &&
      values.every(isChoice) &&
      (isChild || isMany == /Processing$/.test(name)) &&
      (value !== 0 || name != 'MspaCoveredTransaction')
    )
  })
  if (!isComplete || [undefined, false, true].indexOf(section.Gpc as boolean) < 0) return 'unknown'
  return isDenied ? 'denied' : isTold ? 'granted' : 'unknown'
}

function readEurope(given: unknown, options: TcfOptions): ConsentStatus {
  const section = joined(given) || {}
  const { VendorConsents: vendors, PurposeConsents: purposes, PublisherRestrictions: restrictions } = section
  if (
    section.Version !== 2 ||
    !isList(vendors, isNumber) ||
    !isList(purposes, (item) => typeof item == 'boolean') ||
    !isList(
      restrictions,
      (item) => isRecord(item) && isNumber(item.key) && isChoice(item.type) && isList(item.ids, isNumber),
    )
  )
    return 'unknown'
  return decideTcf(
    {
      vendor: (id) => vendors.indexOf(id) >= 0,
      // Flags from purpose 1 on; a list that ends before says nothing of it.
      purpose: (id) => purposes[id - 1],
      restriction(id, vendorId) {
        const found = (restrictions as { key: number; type: unknown; ids: unknown[] }[]).filter(
          ({ key, ids }) => key == id && ids.indexOf(vendorId) >= 0,
        )
        return found[1] ? null : found[0] ? found[0].type : 1
      },
    },
    options,
  )
}

/**
 * The decision a ping carries, or null where it carries none yet. A refusal counts wherever it stands; else everything that applies, and
 * every US section that is there, has to be readable.
 */
export function readGpp(ping: GppPing, options: TcfOptions): ConsentStatus | null {
  const { signalStatus, applicableSections: applicable, sectionList: present, parsedSections: sections } = ping
  if (signalStatus != 'ready') return null
  if (!isList(applicable, isNumber) || !isList(present, isNumber) || !isRecord(sections)) return 'unknown'
  /** By the id of their section. */
  const found: ConsentStatus[] = []
  Object.keys(sections).forEach((name) => {
    const isEurope = name == 'tcfeuv2'
    const id = isEurope ? TCF_EU : US_SECTIONS.indexOf(name.slice(2)) + USP
    const section = sections[name]
    if (section == null || (isEurope ? applicable.indexOf(id) < 0 : name.indexOf('us'))) return
    found[id] = isEurope ? readEurope(section, options) : readUs(id, section)
  })
  if (found.indexOf('denied') >= 0) return 'denied'
  const isRead = (id: unknown): boolean => present.indexOf(id) >= 0 && !!found[id as number]
  const isNone = applicable.join() == '-1'
  return found.indexOf('unknown') < 0 && (isNone || (applicable[0] && applicable.every(isRead))) ? 'granted' : 'unknown'
}
