/**
 * The one builder of ad calls by url. Pure, and textual on purpose: a url parser would rewrite macros and odd escapes.
 */
import type { AdFormat, AdTagPreset } from './format.ts'
import { readKeyValues, replaceKeyValues } from './key-values.ts'
import type { KeyValues } from './key-values.ts'
import type { Targeting } from './targeting.ts'

/** A preset with fields of its syntax overridden. */
export interface AdTagOptions extends Partial<AdFormat> {
  preset: AdTagPreset
}

/** Edits the part of a query that holds key-values: makes it when it is missing, takes it away when nothing is left in it. */
function editQuery(query: string, keyValues: KeyValues): string {
  const at = keyValues.insertAt
  const delimiter = at.charAt(0)
  const name = at.slice(1)
  const parts = delimiter ? query.split(delimiter) : [query]
  let i = +!!delimiter
  if (name) for (i = 0; i < parts.length && parts[i]!.indexOf(name);) i++
  const found = i < parts.length
  const text = found ? parts[i]!.slice(name.length) : ''
  const edited = replaceKeyValues(text, keyValues)
  if (edited === text) return query
  if (edited) {
    // As among key-values: an empty last parameter stays last.
    if (name && !found && !parts[i - 1]) i--
    parts.splice(i, +(found || !query), name + edited)
  } else if (name || i === parts.length - 1) parts.splice(i, 1)
  // Sections count by their place, so an emptied one stays when others follow.
  else parts[i] = ''
  return parts.join(delimiter)
}

function editUrl(url: string, keyValues: KeyValues): string {
  // Base, query, fragment; `#{x}` is a macro, not a fragment. Without a base there is no match, and that throws.
  const parts = url.match(/^([^?]+?)(?:\?([^]*?))?(#(?!\{)[^]*)?$/)!
  const query = parts[2] || ''
  const edited = editQuery(query, keyValues)
  return edited === query ? url : parts[1] + (edited && '?' + edited) + (parts[3] || '')
}

/**
 * Writes cohort ids into an ad-tag url, in the syntax of the ad server.
 *
 * Values of an earlier call are replaced, empty targeting removes both keys, everything else keeps its bytes and order.
 * Input that makes no sense (no url, an unknown preset, ids that are not strings) is returned as it came; never throws.
 */
export function decorateAdTag(url: string, targeting: Targeting, preset: AdTagPreset | AdTagOptions): string {
  try {
    const options = typeof preset === 'string' ? { preset } : preset
    const keyValues = readKeyValues(targeting, options.preset, options)
    const lists = keyValues.lists
    let edited
    do {
      edited = editUrl(url, keyValues)
    } while (edited.length > keyValues.maxUrlLength! && (lists[1].pop() || lists[0].pop()))
    // Where nothing fitted, taking our old keys out may have made the room that a second call would use.
    return edited === url || lists[0][0] || lists[1][0] ? edited : decorateAdTag(edited, targeting, preset)
  } catch (_) {
    // Whatever is wrong with the input, the ad call goes out as the app built it.
    return url
  }
}
