/**
 * Fields of the bodies of the vendor's public APIs; each throws ApiError 400 with its place and what was expected.
 * Pure.
 */
import { invalidRequest } from './envelope.ts'
import type { PrioritisedAlias } from './identity/resolve.ts'

export type Json = Record<string, unknown>

/** Shape only: the documents ask for a UUID, not for a version of it. */
const uuidShape = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

/** Null counts as absent. */
export function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null
}

export function object(value: unknown, place: string): Json {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw invalidRequest(`${place}: expected an object`)
  return value as Json
}

export function text(value: unknown, place: string): string {
  if (typeof value !== 'string' || value === '') throw invalidRequest(`${place}: expected a non-empty string`)
  return value
}

/** UUIDs are compared without case, so they are kept in lower case. */
export function uuid(value: unknown, place: string): string {
  if (typeof value !== 'string' || !uuidShape.test(value)) throw invalidRequest(`${place}: expected a UUID`)
  return value.toLowerCase()
}

export function alias(input: unknown, place: string): { tag: string; id: string } {
  const fields = object(input, place)
  return { tag: text(fields['tag'], `${place}.tag`), id: text(fields['id'], `${place}.id`) }
}

export function prioritisedAlias(input: unknown, place: string): PrioritisedAlias {
  const { priority } = object(input, place)
  if (typeof priority !== 'number' || !Number.isInteger(priority) || Math.abs(priority) >= 2 ** 31)
    throw invalidRequest(`${place}.priority: expected a whole number`)
  return { ...alias(input, place), priority }
}
