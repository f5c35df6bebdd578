/**
 * Our key-values as text: writing them, and replacing them among others that keep their bytes. Pure.
 */
import { readExtra } from './extra.ts'
import type { ExtraOptions } from './extra.ts'
import { readFormat } from './format.ts'
import type { AdFormat, AdTagPreset } from './format.ts'
import { readTargeting } from './targeting.ts'
import type { Targeting } from './targeting.ts'

/** What is to be written and how. */
export interface KeyValues extends AdFormat {
  /** Names of the behavioural and the contextual key, then those of `extra`, prefix included. */
  _names: string[]
  /** The values of each. */
  _lists: string[][]
}

/** Puts syntax, targeting and the app's own key-values together; throws for input that makes no sense. */
export function readKeyValues(
  targeting: Targeting,
  preset: AdTagPreset,
  options: Partial<AdFormat> & ExtraOptions,
): KeyValues {
  const keyValues = readFormat(preset, options) as KeyValues
  const keys = [keyValues.key, keyValues.contextualKey]
  keyValues._lists = readTargeting(targeting, keyValues.maxValues, keys[0] === keys[1])
  readExtra(targeting, options || {}).forEach(({ _key, _values }) => {
    keys.push(_key)
    keyValues._lists.push(_values.slice(0, keyValues.maxValues))
  })
  keyValues._names = keys.map(function (key) {
    return keyValues.prefix + encodeURIComponent(key)
  })
  return keyValues
}

/** Values as one text. Each is escaped by itself, so that no delimiter hides in an id. */
export function joinValues(values: string[], delimiter: string): string {
  return values.map(encodeURIComponent).join(delimiter)
}

/**
 * Replaces our key-values in a text of key-values by `lists`; a key beyond their end is taken out. The fresh ones stand where the
 * first of the old stood, else at the end, yet before an empty last pair, so that a trailing delimiter stays trailing.
 */
export function replaceKeyValues(text: string, keyValues: KeyValues, lists: string[][]): string {
  function encode(raw: string): string {
    for (let i = 0; i < keyValues.encode!; i++) raw = encodeURIComponent(raw)
    return raw
  }
  const fresh: string[] = []
  lists.forEach(function (values, i) {
    const start = keyValues._names[i] + '='
    if (values[0])
      fresh.push(encode(start + joinValues(values, keyValues.valueDelimiter || keyValues.pairDelimiter + start)))
  })
  const delimiter = encode(keyValues.pairDelimiter)
  // Tags written by hand may leave the equals sign unencoded.
  const equals = RegExp('=|' + encode('='), 'i')
  let at = -1
  // An empty text has no pairs; split would make one of it.
  const pairs = (text ? text.split(delimiter) : []).filter(function (pair, i) {
    const ours = keyValues._names.map(encode).indexOf(pair.split(equals)[0]!) >= 0
    if (ours && at < 0) at = i
    return !ours
  })
  if (at < 0) at = pairs.length - +(pairs[pairs.length - 1] === '')
  return pairs.slice(0, at).concat(fresh, pairs.slice(at)).join(delimiter)
}
