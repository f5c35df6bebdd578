/**
 * Which creative an ad request gets. Pure: the rules are data, see `rules.json`.
 */

export interface Creative {
  title: string
  /** File name below `/media/`. */
  file: string
  seconds: number
}

export interface Rule {
  creative: string
  /** What was bought, for people who read the log. */
  why: string
  /** For each key: the values that the request must all carry. */
  needs: Record<string, string[]>
}

export interface AdRules {
  creatives: Record<string, Creative>
  /** Names of the cohorts that are sold, by id. */
  cohorts: Record<string, string>
  /** Shown when no rule matches. */
  default: string
  /** The first that matches decides. */
  rules: Rule[]
}

export type KeyValues = Record<string, string[]>

export interface Decision {
  id: string
  creative: Creative
  why: string
  /** The cohorts that were asked for, with the key that carried each; none for the house ad. */
  because: { key: string; cohort: string; name: string }[]
}

/** Reads the value of `cust_params`, already decoded once: `key=1,2&other=3`. Unreadable pairs are left out. */
export function parseKeyValues(custParams: string): KeyValues {
  const keyValues: KeyValues = Object.create(null)
  for (const pair of custParams.split('&')) {
    const at = pair.indexOf('=')
    if (at < 1) continue
    const values = pair
      .slice(at + 1)
      .split(',')
      .map(decode)
      .filter((value) => value !== '')
    const key = decode(pair.slice(0, at))
    keyValues[key] = (keyValues[key] ?? []).concat(values)
  }
  return keyValues
}

/** Values that may hold `&`, `=` or `,` arrive encoded a second time. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    // A lone percent sign: the text stands for itself.
    return text
  }
}

export function decide(rules: AdRules, keyValues: KeyValues): Decision {
  const rule = rules.rules.find(({ needs }) =>
    Object.entries(needs).every(([key, values]) => values.every((value) => keyValues[key]?.includes(value))),
  )
  const id = rule?.creative ?? rules.default
  const because = Object.entries(rule?.needs ?? {}).flatMap(([key, cohorts]) =>
    cohorts.map((cohort) => ({ key, cohort, name: rules.cohorts[cohort] ?? '' })),
  )
  return { id, creative: rules.creatives[id]!, why: rule?.why ?? 'nothing matched: the house ad', because }
}

/** Reads the rules from JSON; throws with the name of the rule that names no creative. */
export function parseRules(json: string): AdRules {
  const rules = JSON.parse(json) as AdRules
  for (const id of [rules.default, ...rules.rules.map((rule) => rule.creative)]) {
    if (!Object.hasOwn(rules.creatives, id)) throw new Error(`ad rules: "${id}" is not among the creatives`)
  }
  return rules
}
