/**
 * The one builder of ad calls by url. Pure, and textual on purpose: a url parser would rewrite macros and odd escapes.
 */
import type { ExtraOptions } from './extra.ts'
import type { AdFormat, AdTagPreset } from './format.ts'
import { readKeyValues, replaceKeyValues } from './key-values.ts'
import type { KeyValues } from './key-values.ts'
import type { Targeting } from './targeting.ts'

/** A preset with fields of its syntax overridden. */
export interface AdTagOptions extends Partial<AdFormat>, ExtraOptions {
  preset: AdTagPreset
}

/** Edits the query itself or its second section: makes it when it is missing, takes it away when nothing is left in it. */
function editSection(query: string, delimiter: string, keyValues: KeyValues): string {
  const sections = delimiter ? query.split(delimiter) : [query]
  const i = +!!delimiter
  const text = sections[i] || ''
  const edited = replaceKeyValues(text, keyValues, keyValues._lists)
  if (edited === text) return query
  // Sections count by their place, so an emptied one stays when others follow.
  if (edited || i < sections.length - 1) sections[i] = edited
  else sections.pop()
  return sections.join(delimiter)
}

/** Edits a parameter of the query, all of that name: the first carries our key-values, the others lose them. */
function editParameter(query: string, delimiter: string, name: string, keyValues: KeyValues): string {
  // Some tags separate their parameters by semicolons throughout.
  if (query.indexOf(delimiter) < 0 && query.indexOf(';') >= 0) delimiter = ';'
  let lists = keyValues._lists
  const parameters = query ? query.split(delimiter) : []
  const edited = parameters
    .map(function (parameter) {
      if (parameter.indexOf(name)) return parameter
      const text = parameter.slice(name.length)
      const replaced = replaceKeyValues(text, keyValues, lists)
      lists = []
      return replaced === text ? parameter : replaced && name + replaced
    })
    // One that we emptied goes, one that was empty stays.
    .filter((parameter, i) => parameter || !parameters[i])
  const missing = replaceKeyValues('', keyValues, lists)
  // As among key-values: an empty last parameter stays last.
  if (missing) edited.splice(edited.length - +(edited[edited.length - 1] === ''), 0, name + missing)
  return edited.join(delimiter)
}

/** Base, query and fragment; `#` and `?` inside a macro are its own. Without a base there is no match, and that throws. */
const AD_TAG =
  /^((?:\[[^\]]*]|%%[^%]*%%|\{\{[^]*?}}|[#$]\{[^}]*}|[^?#])+)(?:\?((?:\[[^\]]*]|%%[^%]*%%|\{\{[^]*?}}|[#$]\{[^}]*}|[^#])*))?(#[^]*)?$/

function editUrl(url: string, keyValues: KeyValues): string {
  const parts = url.match(AD_TAG)!
  const query = parts[2] || ''
  const at = keyValues.insertAt
  const edited = at[1] ? editParameter(query, at.charAt(0), at.slice(1), keyValues) : editSection(query, at, keyValues)
  return edited === query ? url : parts[1] + (edited && '?' + edited) + (parts[3] || '')
}

/**
 * Writes cohort ids into an ad-tag url, in the syntax of the ad server.
 *
 * Values of an earlier call are replaced, empty targeting removes both keys, everything else keeps its bytes and order.
 * `extra` adds key-values of the app's own, by the same rules; ids of the viewer only with consent.
 * Input that makes no sense (no url, an unknown preset, ids that are not strings) is returned as it came; never throws.
 */
export function decorateAdTag(url: string, targeting: Targeting, preset: AdTagPreset | AdTagOptions): string {
  try {
    const options = typeof preset === 'string' ? { preset } : preset
    const keyValues = readKeyValues(targeting, options.preset, options)
    const lists = keyValues._lists
    // In the order in which they give way: contextual, behavioural, the app's own from the last on.
    const weakest = [lists[1]!, lists[0]!].concat(lists.slice(2).reverse())
    let edited
    do {
      edited = editUrl(url, keyValues)
    } while (edited.length > keyValues.maxUrlLength! && weakest.some((values) => values.pop()))
    // Where nothing fitted, taking our old keys out may have made the room that a second call would use.
    return edited === url || lists.some((values) => values[0]) ? edited : decorateAdTag(edited, targeting, preset)
  } catch (_) {
    // Whatever is wrong with the input, the ad call goes out as the app built it.
    return url
  }
}
