/**
 * The doctor's own reading of the two documented requests and their answers.
 * Pure.
 */
import type { Answer } from './post.ts'

export interface WireEvent {
  name: string
  time: string
  view_id: string
  session_id: string
  properties: Record<string, unknown>
}

/** Exactly one form of identifier. */
export type WireIdentity =
  | { user_id: string }
  | { alias: { tag: string; id: string } }
  | { aliases: { tag: string; id: string; priority: number }[] }

export function formatIdentity(aliases: readonly { tag: string; id: string }[], userId: string): WireIdentity {
  const [first, ...others] = aliases
  if (first === undefined) return { user_id: userId }
  if (others.length === 0) return { alias: { tag: first.tag, id: first.id } }
  return { aliases: aliases.map(({ tag, id }, priority) => ({ tag, id, priority })) }
}

export function segmentationUrl(base: string, key: string, synchronousValidation: boolean): string {
  return `${base}/ccs/v1/segmentation?k=${encodeURIComponent(key)}&activations=true${synchronousValidation ? '&synchronous-validation=true' : ''}`
}

export function contextualUrl(base: string, key: string): string {
  return `${base}/ctx/v1/segment?k=${encodeURIComponent(key)}`
}

/** Cohort ids by ad platform. */
export type Activations = Record<string, string[]>

export interface Signals {
  /** Empty in a contextual answer. */
  userId: string
  cohorts: string[]
  /** Null where the answer has none. */
  activations: Activations | null
}

/** The signals of a 2xx answer, or null where it is not an answer of the API. */
export function parseSignals(answer: Answer, api: 'ccs' | 'contextual'): Signals | null {
  const { status, json } = answer
  if (status === null || status < 200 || status > 299 || !isRecord(json)) return null
  const { user_id: userId, cohorts, activations } = json
  if (api === 'ccs' && typeof userId !== 'string') return null
  if (api === 'contextual' && cohorts === undefined && activations === undefined) return null
  return {
    userId: typeof userId === 'string' ? userId : '',
    cohorts: texts(cohorts),
    activations: isRecord(activations) ? parseActivations(activations) : null,
  }
}

/** What an error answer says about itself, in one line. */
export function parseReason(answer: Answer): string {
  const { json, status, text } = answer
  const error = isRecord(json) && isRecord(json['error']) ? json['error'] : isRecord(json) ? json : {}
  const told = ['cause', 'message', 'detail'].map((name) => error[name]).find((value) => typeof value === 'string')
  const said = typeof told === 'string' ? told : text
  const line = said.replace(/\s+/g, ' ').trim().slice(0, 300)
  return `${status}${line === '' ? '' : `: ${line}`}`
}

function parseActivations(record: Record<string, unknown>): Activations {
  return Object.fromEntries(Object.entries(record).map(([platform, ids]) => [platform, texts(ids)]))
}

function texts(value: unknown): string[] {
  return Array.isArray(value)
    ? value.filter((item) => typeof item === 'string' || typeof item === 'number').map(String)
    : []
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
