/**
 * The stage for the tests of storage: one device with fake stores, and documents that open it one after the other.
 *
 * A test file calls `reset` before each test; the stores and the timers are then new.
 */
import type { Context } from '../../../src/context.ts'
import type { Guard } from '../../../src/diagnosis.ts'
import type { DiagnosticCode, Report } from '../../../src/diagnostics.ts'
import type { StoredRecord, Stores, WriteOutcome } from '../../../src/ports/stores.ts'
import type { Storage } from '../../../src/storage/storage.ts'
import { eraseStores } from '../../../src/storage/open-stores.ts'
import { formatDiagnostic } from '../../../src/sentences.ts'
import { createStorage } from '../../../src/storage/storage.ts'
import type { FakeDatabase, FakeTimers, SharedKeyValue } from './fake-stores.ts'
import { createFakeDatabase, createFakeTimers, createSharedKeyValue } from './fake-stores.ts'

interface Row extends StoredRecord {
  at?: number
  value?: unknown
}

export interface Document {
  storage: Storage
  reports: { code: DiagnosticCode; message: string }[]
  erased: number
  /** What the app does when it hears of trouble. */
  onReport(): void
  /** What the grant does when it hears that a store was emptied. */
  onVanished(): void
  /** What `load` gave, or null before it did. */
  loaded: { records: Row[]; idCopies: Record<string, string> } | null
}

export let timers: FakeTimers
export let local: SharedKeyValue
export let cookie: SharedKeyValue
export let database: FakeDatabase

export function reset(): void {
  timers = createFakeTimers()
  local = createSharedKeyValue()
  cookie = createSharedKeyValue('cookie', false)
  database = createFakeDatabase()
}

export const everything = (): Stores => ({ keyValue: [local.open, cookie.open], records: [database.factory] })
export const row = (key: string, owner: string, at = 1, value?: unknown): Row => ({ key, owner, at, value })
export const keyOf = ({ key }: StoredRecord) => key

export function open(owner: string, stores: Stores = everything(), name = 'ctv'): Document {
  const document: Document = {
    storage: undefined as never,
    reports: [],
    erased: 0,
    onReport() {},
    onVanished() {},
    loaded: null,
  }
  const report: Report = (code, facts) => {
    document.reports.push({ code, message: formatDiagnostic(code, facts) })
    document.onReport()
  }
  const clock = { kind: 'monotonic', monotonicMs: () => timers.nowMs, wallMs: () => timers.nowMs }
  const guard: Guard = (run) => run
  const context = {
    settings: { storageKey: name },
    ports: { stores, clock, timers },
    diagnosis: { report, guard },
  } as unknown as Context
  document.storage = createStorage(context, {
    _owner: owner,
    _onErased: () => document.erased++,
    _onVanished: () => document.onVanished(),
  })
  return document
}

export function load(document: Document): Document {
  document.storage._load((records, idCopies) => (document.loaded = { records, idCopies }))
  return document
}

/** Opens, reads, and waits for owners that might answer. */
export function start(owner: string, stores?: Stores): Document {
  const document = load(open(owner, stores))
  timers.advance(250)
  return document
}

export function abandon(document: Document): void {
  document.storage._abandon()
}

/** As at a refusal: lets go, and takes everything. */
export function erase(document: Document): void {
  document.storage._abandon()
  eraseStores(everything(), 'ctv')
}

export function put(document: Document, ...records: Row[]): WriteOutcome[] {
  const outcomes: WriteOutcome[] = []
  document.storage._write({ puts: records }, (outcome) => outcomes.push(outcome))
  return outcomes
}

export const localRow = (key: string) => JSON.parse(local.values.get('ctv.r.' + key) || 'null')
export const localRows = () => local.values.keys().filter((key) => key.startsWith('ctv.r.'))
export const codes = (document: Document) => document.reports.map(({ code }) => code)
