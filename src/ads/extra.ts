/**
 * Key-values of the app's own beside the cohorts, and which of them wait for consent. Pure.
 */
import type { ConsentStatus } from '../ports/consent-source.ts'
import type { Targeting } from './targeting.ts'

/** A value of the app's own: nothing (null, undefined, blank, NaN) takes the key away. */
export type ExtraValue = string | number | null | undefined | readonly (string | number | null | undefined)[]

/** Key-values of the app's own, in every builder. */
export interface ExtraOptions {
  /** Written after the cohorts, by the same rules. Default none. */
  extra?: Readonly<Record<string, ExtraValue>>
  /**
   * `tracker.consent.status` at the time of the call: whatever is not `'granted'` keeps ids of the viewer out. Default: a split form
   * with behavioural ids is taken for consent. A split form without them is not, and a list is not, since it does not say whose ids it has.
   */
  consent?: ConsentStatus
  /** Keys of `extra` that hold ids of the viewer, beside `puid` and `ppid`. Default none. */
  userKeys?: readonly string[]
}

/** The keys of `extra`, each with its values and whether they are the viewer's. Throws for what is no text and no number. */
export interface Extra {
  _key: string
  _values: string[]
  _isUser: boolean
}

/** Reads `extra`. A key that may not or need not be written has no values, which takes away what an earlier call wrote. */
export function readExtra(targeting: Targeting, { extra = {}, consent, userKeys = [] }: ExtraOptions): Extra[] {
  const isGranted = consent ? consent == 'granted' : hasBehavioral(targeting)
  return Object.keys(extra).map(function (key) {
    // A key without a name could not be found again.
    if (!key) throw TypeError()
    const isUser = ['puid', 'ppid'].concat(userKeys).indexOf(key) >= 0
    return { _key: key, _values: isUser && !isGranted ? [] : readValues(extra[key]), _isUser: isUser }
  })
}

function hasBehavioral(targeting: Targeting): boolean {
  const { behavioral } = targeting as { behavioral?: readonly string[] }
  return !!behavioral && !!behavioral[0]
}

function readValues(value: ExtraValue): string[] {
  return ([] as ExtraValue[])
    .concat(value)
    .filter(function (one) {
      // What is neither text nor number cannot be trimmed and throws.
      return one != null && (typeof one == 'number' ? isFinite(one) : (one as string).trim())
    })
    .map(String)
}
