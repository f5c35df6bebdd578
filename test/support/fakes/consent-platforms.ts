/**
 * Consent platforms for tests, on the IAB's own packages: a TCF v2 platform, a GPP platform, and what they need.
 */
import { CmpApi as GppCmp } from '@iabgpp/cmpapi'
import { CmpApiModel, CmpApi as TcfCmp } from '@iabtcf/cmpapi'
import { GVL, PurposeRestriction, RestrictionType, TCModel, TCString } from '@iabtcf/core'

const CMP_ID = 5
const PURPOSES = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]

function vendorList(): GVL {
  const purposes = Object.fromEntries(
    PURPOSES.map((id) => [id, { id, name: `Purpose ${id}`, description: '', illustrations: [] }]),
  )
  const vendor = (id: number) => ({
    id,
    name: `Vendor ${id}`,
    purposes: PURPOSES,
    legIntPurposes: [],
    flexiblePurposes: PURPOSES,
    specialPurposes: [],
    features: [],
    specialFeatures: [],
    urls: [],
  })
  const list = {
    gvlSpecificationVersion: 3,
    vendorListVersion: 90,
    tcfPolicyVersion: 4,
    lastUpdated: '2026-01-01T00:00:00Z',
    purposes,
    specialPurposes: {},
    features: {},
    specialFeatures: {},
    stacks: {},
    dataCategories: {},
    vendors: { 361: vendor(361), 52: vendor(52) },
  }
  return new GVL(list as never)
}

export interface TcfChoice {
  purposes?: number[]
  vendors?: number[]
  /** Purposes that the publisher forbids vendor 361. */
  forbidden?: number[]
}

/** A transparency and consent string, as a platform stores it. */
export function tcString({ purposes = [], vendors = [], forbidden = [] }: TcfChoice): string {
  const model = new TCModel(vendorList())
  model.cmpId = CMP_ID
  model.cmpVersion = 1
  model.consentScreen = 1
  model.isServiceSpecific = true
  model.purposeConsents.set(purposes)
  model.vendorConsents.set(vendors)
  for (const purpose of forbidden) {
    const restriction = new PurposeRestriction(purpose, RestrictionType.NOT_ALLOWED)
    model.publisherRestrictions.add(361, restriction)
  }
  return TCString.encode(model)
}

/** A TCF platform without a decision; the package keeps its state beside the object. */
export function createTcfCmp(): TcfCmp {
  CmpApiModel.reset()
  return new TcfCmp(CMP_ID, 1, true)
}

type GppCall = (...args: unknown[]) => unknown

/** The stub of the GPP specification, section "What does the gppStub need to support": it keeps listeners and queues the rest. */
export function installGppStub(): void {
  const events: { id: number; callback: (event: unknown, isSuccess: boolean) => void; parameter: unknown }[] = []
  const queue: unknown[][] = []
  const ping = {
    gppVersion: '1.1',
    cmpStatus: 'stub',
    signalStatus: 'not ready',
    applicableSections: [],
    sectionList: [],
    parsedSections: {},
  }
  const stub: GppCall = (command, callback, parameter) => {
    if (command === undefined) return queue
    if (command === 'events') return events
    const call = callback as (value: unknown, isSuccess: boolean) => void
    if (command === 'addEventListener') {
      const id = events.length + 1
      events.push({ id, callback: call, parameter })
      call({ eventName: 'listenerRegistered', listenerId: id, data: true, pingData: ping }, true)
    } else if (command === 'removeEventListener') {
      const index = events.findIndex(({ id }) => id === parameter)
      if (index >= 0) events.splice(index, 1)
      call({ eventName: 'listenerRemoved', listenerId: parameter, data: index >= 0, pingData: ping }, true)
    } else if (command === 'ping') call(ping, true)
    else queue.push([command, callback, parameter])
    return undefined
  }
  ;(window as unknown as { __gpp: GppCall }).__gpp = stub
}

/** A GPP platform; it takes over what a stub was told. */
export function createGppCmp(): GppCmp {
  if (!('__gpp' in window)) installGppStub()
  return new GppCmp(CMP_ID, 1)
}
