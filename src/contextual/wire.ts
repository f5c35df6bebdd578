/**
 * The Contextual API on the wire: the only place with its names.
 *
 * Source: Direct API guide, "Step 5: Retrieve Contextual Cohort Signals", POST /ctx/v1/segment.
 */
import type { Properties } from '../api.ts'
import type { ActivationMap } from '../cohorts/cohorts.ts'
import { parseActivations } from '../cohorts/cohorts.ts'
import { isRecord } from '../checks.ts'
import { formatJson, hasOwn, parseJson } from '../json.ts'

/** The body of one request. Content under `wrap`, unless the properties already hold that key. */
export function formatContextualRequest(url: string, properties: Properties, wrap: string | false): string {
  const wrapped: Properties = {}
  if (wrap) wrapped[wrap] = properties
  const isWrapped = !wrap || hasOwn(properties, wrap)
  return formatJson({ url, page_properties: isWrapped ? properties : wrapped })
}

/** The activations of an answer, or null where the text is none. */
export function parseContextualAnswer(text: string): ActivationMap | null {
  const answer = parseJson(text)
  return isRecord(answer) ? parseActivations(answer.activations) || {} : null
}
