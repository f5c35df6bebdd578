/**
 * What the signal of a GPP consent platform means. Pure: only sections that are listed here, complete and of known values, are a decision.
 *
 * Source: IAB Tech Lab, Global Privacy Platform, CMP API 1.1 (`PingReturn`), the section specifications, and `@iabgpp/cmpapi` 3.2.0.
 */
import { isRecord } from '../checks.ts'
import { hasOwn } from '../json.ts'
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
/** The sections that know an opt-out, from id 6 on. */
const US_SECTIONS =
  'uspv1 usnat usca usva usco usut usct usfl usmt usor ustx usde usia usne usnh usnj ustn usmn usmd usin usky usri'.split(
    ' ',
  )

/** The fields that the core of a US section must have. */
function fieldsOf(id: number): string[] {
  const isEarly = id < 24
  const isOfSharing = id < 13 || id == 14
  return [
    'SaleOptOut SaleOptOutNotice MspaCoveredTransaction',
    id != US_CALIFORNIA && 'TargetedAdvertisingOptOut TargetedAdvertisingOptOutNotice',
    id <= US_CALIFORNIA && 'SharingOptOut SharingOptOutNotice PersonalDataConsents SensitiveDataLimitUseNotice',
    id != US_CALIFORNIA && (isOfSharing ? 'SharingNotice' : 'ProcessingNotice'),
    isEarly ? 'Version SensitiveDataProcessing MspaOptOutOptionMode MspaServiceProviderMode' : 'MspaVersion MspaMode',
    id != 24 && 'KnownChildSensitiveDataConsents',
    id > 12 && id != 18 && 'AdditionalDataProcessingConsent',
    (id == US_NATIONAL || id == 11) && 'SensitiveDataProcessingOptOutNotice',
    id == 18 && 'SensitiveDataOptOutNotice',
  ]
    .filter(Boolean)
    .join(' ')
    .split(' ')
}

/** 0 does not apply; else 1 yes, 2 no. Of an opt-out 1 is out, of a consent 1 is none; restrictions are numbered alike. */
const isChoice = (value: unknown): boolean => value === 0 || value === 1 || value === 2

const isList = (value: unknown, accepts: (item: unknown) => boolean): value is unknown[] =>
  Array.isArray(value) && value.every(accepts)

const isNumber = (value: unknown): boolean => typeof value == 'number' && value % 1 == 0

/** Sub-sections in one; null where one is no object, or two contradict each other. */
function joined(section: unknown): Section | null {
  const parts: unknown[] = Array.isArray(section) ? section : [section]
  const whole: Section = {}
  const isClear = parts.every(
    (part) =>
      isRecord(part) &&
      Object.keys(part).every((name) => {
        const isNew = !hasOwn(whole, name) || /Type$/.test(name)
        if (isNew) whole[name] = part[name]
        return isNew || whole[name] === part[name]
      }),
  )
  return isClear ? whole : null
}

/** US Privacy in the fields of the other sections; its text is four letters. Source: CCPA, US Privacy String 1. */
function fromUsPrivacy(given: unknown): Section | null {
  const letters: unknown[] = typeof given == 'string' && given.length == 4 ? given.split('') : []
  const section = letters[0]
    ? { Version: +(letters[0] as string), Notice: letters[1], OptOutSale: letters[2], LspaCovered: letters[3] }
    : joined(given)
  const choice = (value: unknown): number => ['-', 'Y', 'N'].indexOf(value as string)
  return (
    section && {
      Version: section.Version,
      SaleOptOutNotice: choice(section.Notice),
      SaleOptOut: choice(section.OptOutSale),
      LspaCovered: choice(section.LspaCovered),
    }
  )
}

/** An opt-out is a refusal; where the viewer was not told of the choice there is no decision. */
function readUs(id: number, given: unknown): ConsentStatus {
  const section = id == USP ? fromUsPrivacy(given) : joined(given)
  if (id < USP || !section || (section.Gpc !== undefined && typeof section.Gpc != 'boolean')) return 'unknown'
  const fields = id == USP ? Object.keys(section) : fieldsOf(id)
  const isComplete = fields.every((name) => {
    const value = section[name]
    if (/Version$/.test(name)) return value === 1 || (value === 2 && id == US_NATIONAL)
    if (/Processing$|^Known/.test(name) && isList(value, isChoice)) return value.length > 0
    return isChoice(value) && name != 'SensitiveDataProcessing' && !(value === 0 && name == 'MspaCoveredTransaction')
  })
  if (!isComplete) return 'unknown'
  const has = (name: RegExp, choice: number): boolean =>
    fields.some((field) => name.test(field) && ([] as unknown[]).concat(section[field]).indexOf(choice) >= 0)
  if (section.Gpc || has(/OptOut$|^Known/, 1)) return 'denied'
  return has(/^(Sale|Sharing|Targeted|Processing)\w*Notice$/, 2) ? 'unknown' : 'granted'
}

function readEurope(given: unknown, options: TcfOptions): ConsentStatus {
  const section = joined(given)
  if (!section || section.Version !== 2) return 'unknown'
  const { VendorConsents: vendors, PurposeConsents: purposes, PublisherRestrictions: restrictions } = section
  if (
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
      purpose: (id) => (id <= purposes.length ? purposes[id - 1] : null),
      restriction(id, vendorId) {
        const found = (restrictions as { key: number; type: unknown; ids: unknown[] }[]).filter(
          ({ key, ids }) => key == id && ids.indexOf(vendorId) >= 0,
        )
        return found[1] ? null : found[0] && found[0].type
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
  const found: ConsentStatus[] = []
  const seen: number[] = []
  Object.keys(sections).forEach((name) => {
    const id = name == 'tcfeuv2' ? TCF_EU : US_SECTIONS.indexOf(name) + USP
    const isEurope = id == TCF_EU
    if (sections[name] == null || (isEurope ? applicable.indexOf(id) < 0 : name.indexOf('us') != 0)) return
    seen.push(id)
    found.push(isEurope ? readEurope(sections[name], options) : readUs(id, sections[name]))
  })
  const isListed = (id: unknown): boolean => present.indexOf(id) >= 0 && seen.indexOf(id as number) >= 0
  const isNone = applicable.length == 1 && applicable[0] === -1
  if (found.indexOf('denied') >= 0) return 'denied'
  return found.indexOf('unknown') < 0 && (isNone || (applicable[0] !== undefined && applicable.every(isListed)))
    ? 'granted'
    : 'unknown'
}
