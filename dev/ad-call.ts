/**
 * What is wrong with the key-values of an ad call: keys in another case, ids that the workspace does not have or that are of
 * the other kind, too many of them, values escaped twice, and what Google Ad Manager does not take. Pure.
 */
import { parseAdCall } from '../inspector/ad-call.ts'
import { show, suggest } from './finding.ts'
import type { Report } from './finding.ts'
import type { LintedWorkspace } from './workspace.ts'

/** Keys under which cohorts stand in the ad call. */
export interface CohortKeys {
  /** Default `permutive`. */
  behavioral?: string
  /** Default `prmtvctx`. */
  contextual?: string
}

const MOST_VALUES = 100
const MOST_KEY_CHARACTERS = 20
const MOST_VALUE_CHARACTERS = 40

interface Kind {
  key: string
  name: string
  ids: string[]
  others: string[]
}

export function checkAdCall(workspace: LintedWorkspace, url: string, keys: CohortKeys, report: Report): void {
  const ids = (list: readonly { id: string }[] = []): string[] => list.map(({ id }) => id)
  const behavioral = ids(workspace.cohorts)
  const contextual = ids(workspace.contextual)
  const kinds: Kind[] = [
    { key: keys.behavioral || 'permutive', name: 'behavioural', ids: behavioral, others: contextual },
    { key: keys.contextual || 'prmtvctx', name: 'contextual', ids: contextual, others: behavioral },
  ]
  const counts: { [key: string]: number } = {}
  parseAdCall(url, 0).parameters.forEach(({ name, value, isKeyValue }) => {
    if (isKeyValue) checkGoogle(name, value, report)
    // AdsWizz, AWS and Xandr put a prefix before the key.
    const key = name.slice(name.lastIndexOf('.') + 1).replace(/^kw_/, '')
    const kind = kinds.filter((each) => each.key === key)[0]
    if (kind !== undefined) {
      const values = value.split(/[,|]/)
      counts[key] = (counts[key] || 0) + values.length
      values.forEach((id) => checkId(kind, id, name, report))
      return
    }
    const meant = suggest(
      key,
      kinds.map((each) => each.key),
    )
    if (meant !== null && meant.toLowerCase() === key.toLowerCase()) report(name, meant + ' (did you mean that?)', key)
  })
  Object.keys(counts).forEach((key) => {
    if (counts[key]! > MOST_VALUES) report(key, 'at most ' + MOST_VALUES + ' values', String(counts[key]))
  })
}

function checkId({ name: kind, ids, others }: Kind, id: string, key: string, report: Report): void {
  if (id === '' || ids.indexOf(id) >= 0 || isMacro(id)) return
  if (/%[0-9a-f]{2}/i.test(id)) return report(key, 'values escaped once', show(id))
  if (others.indexOf(id) >= 0) return report(key, 'a ' + kind + ' cohort', id + ', which is of the other kind')
  report(key, 'a ' + kind + ' cohort of the workspace', id)
}

/** Source: support.google.com/admanager, key-values. */
function checkGoogle(key: string, value: string, report: Report): void {
  if (key.length > MOST_KEY_CHARACTERS)
    report(key, 'a key of at most ' + MOST_KEY_CHARACTERS + ' characters', String(key.length))
  if (/^\d|[\s"'=!+#*~;^()<>[\],&]/.test(key))
    report(key, 'a key of letters, digits and _ that begins with no digit', show(key))
  value.split(',').forEach((each) => {
    if (each.length > MOST_VALUE_CHARACTERS && !isMacro(each))
      report(key, 'values of at most ' + MOST_VALUE_CHARACTERS + ' characters', show(each))
  })
}

/** What the ad server fills in: `[x]`, `%%x%%`, `{{x}}`, `${x}`. */
function isMacro(text: string): boolean {
  return /^(\[.*\]|%%.*%%|\{\{.*\}\}|\$\{.*\})$/.test(text)
}
