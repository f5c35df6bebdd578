/**
 * `POST /ctx/v1/segment`: cohorts of the content alone. Nothing of the user is read or stored.
 * Pure.
 */
import { invalidRequest } from '../envelope.ts'
import { activationsOf } from '../rules/activations.ts'
import { compilePredicate } from '../rules/predicate.ts'
import type { Contents } from '../rules/predicate.ts'
import type { ContextualCohort } from '../workspace/types.ts'

/** The answer, as documented. */
export interface ContextualResponse {
  cohorts: string[]
  activations: Record<string, string[]>
  /** Only where a matching cohort of the workspace carries classifications. */
  contextual_data?: { classifications: Record<string, unknown[]> }
}

/** Answers one request; throws ApiError 400 where `url` or `page_properties` is missing. */
export type ContentSegmentation = (body: unknown) => ContextualResponse

export function createContentSegmentation(cohorts: readonly ContextualCohort[]): ContentSegmentation {
  const rules = cohorts.map((cohort) => ({ cohort, matches: compilePredicate(cohort.when) }))
  return (body) => {
    const content = parseContextualRequest(body)
    const matching = rules.filter(({ matches }) => matches(content)).map(({ cohort }) => cohort)
    const response: ContextualResponse = {
      cohorts: matching.map((cohort) => cohort.id),
      activations: activationsOf(matching),
    }
    const classifications = classificationsOf(matching)
    if (Object.keys(classifications).length > 0) response.contextual_data = { classifications }
    return response
  }
}

/** For each contextual cohort, whether properties of an event are of its content; the url is their `url`, where they have one. */
export function createContents(cohorts: readonly ContextualCohort[]): Contents {
  return new Map(
    cohorts.map(({ id, when }) => {
      const matches = compilePredicate(when)
      return [
        id,
        (properties) =>
          matches({ url: (properties as { url?: unknown } | null)?.url ?? '', page_properties: properties }),
      ]
    }),
  )
}

function classificationsOf(cohorts: readonly ContextualCohort[]): Record<string, unknown[]> {
  const merged: Record<string, unknown[]> = {}
  for (const cohort of cohorts) {
    for (const [kind, values] of Object.entries(cohort.classifications ?? {}))
      merged[kind] = [...(merged[kind] ?? []), ...values]
  }
  return merged
}

interface ContextualRequest {
  url: string
  page_properties: Record<string, unknown>
}

function parseContextualRequest(body: unknown): ContextualRequest {
  if (!isObject(body)) throw invalidRequest('the body: expected an object')
  const { url, page_properties } = body
  if (typeof url !== 'string' || url === '') throw invalidRequest('url: expected a non-empty string')
  if (!isObject(page_properties)) throw invalidRequest('page_properties: expected an object')
  return { url, page_properties }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
