/**
 * ctv-tracker beside its peers, in one run, on this machine, in Chromium 119: weight, what they count of 24 scripted views,
 * what they cost, and what a kill leaves of their events.
 *
 *     npm run bench [-- --only ctv-tracker,mux-embed] [-- --quick]
 *     npm run bench -- --only views
 *
 * With `views` only what everybody counts of the 24 views is measured. Prints the tables and, when every peer ran in full, writes them
 * into docs/comparison.md. Times want a quiet machine.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { cpus, loadavg } from 'node:os'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { installIn } from '../scripts/lib/install-folder.mjs'
import { formatColumns, formatMarkdown } from '../test/engines/report.ts'
import { launchBrowser } from '../test/support/browser/launch.ts'
import type { Table } from './compare/measures.ts'
import { measureCosts, measureLosses, measureViews, measureWeights } from './compare/measures.ts'
import { peers } from './compare/peers.ts'
import { replaceTables } from './compare/tables.ts'

const PAGE = fileURLToPath(new URL('../docs/comparison.md', import.meta.url))
const FULL = { startPages: 9, hourPages: 3 }
const QUICK = { startPages: 3, hourPages: 1 }

const { values } = parseArgs({ options: { only: { type: 'string' }, quick: { type: 'boolean', default: false } } })
const only = values.only?.split(',') ?? []
const isViewsOnly = only.includes('views')
const names = only.filter((name) => name !== 'views')
const unknown = names.find((name) => !peers.some((peer) => peer.name === name))
if (unknown !== undefined) {
  console.error(`No '${unknown}' here; there are ${peers.map(({ name }) => name).join(', ')}`)
  process.exit(1)
}
// Ours is what the others are compared with.
const chosen = peers.filter(({ name }) => names.length === 0 || names.includes(name) || name === 'ctv-tracker')

installIn(fileURLToPath(new URL('peers', import.meta.url)))
const startedMs = performance.now()
const tables: Table[] = isViewsOnly ? [] : await measureWeights(chosen)
const browser = await launchBrowser({ engine: 'chromium-119' })
let load = 0
try {
  tables.push(...(await measureViews(browser, chosen)))
  if (!isViewsOnly) tables.push(...(await measureCosts(browser, chosen, values.quick ? QUICK : FULL)))
  load = loadavg()[0]!
} finally {
  await browser.close()
}
if (!values.quick && !isViewsOnly) tables.push(...(await measureLosses(chosen)))

const conditions = `Chromium ${browser.version}, Node ${process.versions.node}, ${cpus().length} processors, load ${load.toFixed(1)} when the times had been taken.`
for (const { heading, rows } of tables) console.log(`${heading}\n${formatColumns(rows)}\n`)
if (chosen.length === peers.length && !values.quick && !isViewsOnly) {
  const written = [conditions, ...tables.map(({ heading, rows }) => `### ${heading}\n\n${formatMarkdown(rows)}`)].join(
    '\n\n',
  )
  writeFileSync(PAGE, replaceTables(readFileSync(PAGE, 'utf8'), written))
}
console.log(conditions)
console.log(`${chosen.length} of ${peers.length} compared in ${((performance.now() - startedMs) / 1000).toFixed(0)} s`)
