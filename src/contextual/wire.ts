/**
 * The Contextual API on the wire: the only place with its names.
 *
 * Source: Direct API guide, "Step 5: Retrieve Contextual Cohort Signals", POST /ctx/v1/segment.
 */
import type { Properties } from '../api.ts'
import type { ActivationMap } from '../activation/merge.ts'
import { parseActivations } from '../activation/merge.ts'

/** The body of one request. Content under `wrap`, unless the properties already hold that key. */
export function formatContextualRequest(url: string, properties: Properties, wrap: string | false): string {
  const wrapped: Properties = {}
  if (wrap) wrapped[wrap] = properties
  const isWrapped = !wrap || Object.prototype.hasOwnProperty.call(properties, wrap)
  return JSON.stringify({ url, page_properties: isWrapped ? properties : wrapped })
}

/** The activations of an answer, or null where the text is none. */
export function parseContextualAnswer(text: string): ActivationMap | null {
  try {
    const answer = JSON.parse(text)
    return answer && typeof answer == 'object' && !Array.isArray(answer) ? parseActivations(answer.activations) || {} : null
  } catch (_notJson) {
    // Not JSON: no answer of the API.
    return null
  }
}
