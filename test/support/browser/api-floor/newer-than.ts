/**
 * What a browser of a given version did not have yet, from MDN's table of what came when (`@mdn/browser-compat-data`).
 *
 * Paths are those of `inventory.js`: `fetch`, `Object.assign`, `Element.prototype.remove`. The table does not say
 * whether a member of the language is on the constructor or on the prototype: both are given.
 */
import type { BrowserName, CompatStatement, Identifier, SimpleSupportStatement } from '@mdn/browser-compat-data'
import compatData from '@mdn/browser-compat-data/forLegacyNode'

/** Interfaces on which the handlers of events that bubble through the document lie. */
const HANDLER_HOLDERS = ['HTMLElement', 'SVGElement', 'MathMLElement', 'Document', 'Window']

export function findNewerThan(browser: BrowserName, version: number): string[] {
  const { api, javascript, webassembly } = compatData
  const isNewer = (feature: Identifier): boolean =>
    feature.__compat !== undefined && !isPresent(feature.__compat, browser, version)
  const paths = new Set<string>()
  const add = (path: string): unknown => paths.add(path)

  for (const [name, feature] of membersOf(api)) {
    if (isNewer(feature)) add(name)
    for (const [key, member] of membersOf(feature))
      if (key !== name && isNewer(member)) webPaths(name, key).forEach(add)
  }
  addBuiltIns('', javascript['builtins']!)
  if (isNewer(webassembly['api']!)) add('WebAssembly')
  return [...paths].sort()

  function addBuiltIns(prefix: string, holder: Identifier): void {
    for (const [name, feature] of membersOf(holder)) {
      if (isNewer(feature)) add(prefix + name)
      for (const [key, member] of membersOf(feature)) {
        if (key === name) continue
        if (isNewer(member)) [`${prefix}${name}.${key}`, `${prefix}${name}.prototype.${key}`].forEach(add)
      }
      if (name === 'Intl') addBuiltIns('Intl.', feature)
    }
  }
}

/** Names with symbols stay: they are the engine's own wiring. */
function membersOf(holder: Identifier): [string, Identifier][] {
  return Object.entries(holder as Record<string, Identifier>).filter(
    ([key]) => key !== '__compat' && !key.startsWith('@@'),
  )
}

function webPaths(holder: string, key: string): string[] {
  if (key.endsWith('_static')) return [`${holder}.${key.slice(0, -'_static'.length)}`]
  if (!key.endsWith('_event')) return [holder === 'Window' ? key : `${holder}.prototype.${key}`]
  const handler = `on${key.slice(0, -'_event'.length).toLowerCase()}`
  const holders = holder === 'Element' || holder === 'HTMLElement' ? HANDLER_HOLDERS : [holder]
  return holders.map((name) => (name === 'Window' ? handler : `${name}.prototype.${handler}`))
}

/** Under its own name, without a flag. */
function isPresent({ support }: CompatStatement, browser: BrowserName, version: number): boolean {
  const statements = ([] as SimpleSupportStatement[]).concat(support[browser] ?? [])
  return statements.some(({ version_added, version_removed, prefix, alternative_name, flags }) => {
    if (prefix || alternative_name || flags || !isVersion(version_added)) return false
    return (
      parseVersion(version_added) <= version &&
      !(isVersion(version_removed) && parseVersion(version_removed) <= version)
    )
  })
}

function isVersion(version: unknown): version is string {
  return typeof version === 'string' && version !== 'preview'
}

/** `≤37` was there in 37 at the latest. */
function parseVersion(version: string): number {
  return Number.parseFloat(version.replace('≤', ''))
}
