/**
 * The Contextual API on the wire: the only place with its names.
 *
 * Source: Direct API guide, "Step 5: Retrieve Contextual Cohort Signals", POST /ctx/v1/segment.
 */
import type { Properties } from '../api.ts'
import type { ActivationMap } from '../cohorts/cohorts.ts'
import { createRoom, parseActivations, parseIds } from '../cohorts/cohorts.ts'
import { isRecord } from '../checks.ts'
import { formatJson, hasOwn, parseJson } from '../json.ts'

/** The body of one request. Content under `wrap`, unless the properties already hold that key. */
export function formatContextualRequest(url: string, properties: Properties, wrap: string | false): string {
  const wrapped: Properties = {}
  if (wrap) wrapped[wrap] = properties
  const isWrapped = !wrap || hasOwn(properties, wrap)
  return formatJson({ url, page_properties: isWrapped ? properties : wrapped })
}

/** Longer answers keep their cohorts and lose their classifications. */
const MAX_CLASSIFIED_LENGTH = 50_000

/** What the API says of a content. */
export interface ContentSignals {
  cohorts: string[]
  activations: ActivationMap
  /** Categories, keywords and the like, as they came; null where there are none. */
  classifications: Record<string, unknown> | null
}

/** The signals of an answer, or null where the text is none. */
export function parseContextualAnswer(text: string): ContentSignals | null {
  const answer = parseJson(text)
  if (!isRecord(answer)) return null
  const { cohorts, activations, contextual_data: data } = answer
  const classifications = isRecord(data) && data.classifications
  const room = createRoom()
  return {
    activations: parseActivations(activations, room) || {},
    cohorts: parseIds(cohorts, room) || [],
    classifications: isRecord(classifications) && text.length <= MAX_CLASSIFIED_LENGTH ? classifications : null,
  }
}
