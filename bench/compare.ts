/**
 * ctv-tracker beside its peers: weight, and what they count of twelve scripted views. In one run, on this machine, in Chromium 119.
 *
 *     npm run bench [-- --only ctv-tracker,mux-embed]
 *
 * Prints the tables and, when every peer ran, writes them into docs/comparison.md.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { installIn } from '../scripts/lib/install-folder.mjs'
import { formatColumns, formatMarkdown } from '../test/engines/report.ts'
import type { Browser } from '../test/support/browser/launch.ts'
import { launchBrowser } from '../test/support/browser/launch.ts'
import { describePackage, findInstalled, readLockfile } from './compare/packages.ts'
import type { Peer } from './compare/peers.ts'
import { peers } from './compare/peers.ts'
import { readCounted } from './compare/reading.ts'
import { loadScript, weigh } from './compare/scripts.ts'
import { openStage } from './compare/stage.ts'
import type { CountedRow, WeightRow } from './compare/tables.ts'
import { replaceTables, shareTable, timeTable, weightTable } from './compare/tables.ts'
import { readScriptedViews } from './compare/views.ts'

const PAGE = fileURLToPath(new URL('../docs/comparison.md', import.meta.url))

interface Table {
  heading: string
  rows: string[][]
}

async function measureWeights(chosen: readonly Peer[]): Promise<WeightRow[]> {
  const [own, theirs] = [readLockfile('.'), readLockfile('bench/peers')]
  const rows: WeightRow[] = []
  for (const peer of chosen) {
    const weight = weigh(await loadScript(peer))
    if (peer.name === 'ctv-tracker') {
      const { version, dependencies = {} } = own.packages['']!
      rows.push({ title: `${peer.title}, all platforms`, packages: [`ctv-tracker ${version}`], ...weight, installed: 1 + findInstalled(own, Object.keys(dependencies)).length })
      const webos = readFileSync(new URL('../dist/ctv-tracker.webos.min.js', import.meta.url), 'utf8')
      rows.push({ ...rows[0]!, title: `${peer.title}, webOS alone`, ...weigh(webos) })
    } else {
      rows.push({ title: peer.title, packages: peer.packages.map((name) => describePackage(theirs, name)), ...weight, installed: findInstalled(theirs, peer.packages).length })
    }
  }
  return rows
}

async function measureViews(browser: Browser, chosen: readonly Peer[]): Promise<Table[]> {
  const views = readScriptedViews()
  const rows: CountedRow[] = []
  for (const peer of chosen) {
    const stage = await openStage(browser, { peer: peer.name, script: await loadScript(peer) })
    const counted = []
    for (const { rows: trace, durationS } of views) {
      await stage.start()
      await stage.play(trace)
      await stage.finish()
      counted.push(readCounted(peer.name, stage.collector.received, durationS))
    }
    await stage.close()
    rows.push({ title: peer.title, counted })
  }
  return [
    { heading: 'Time spent, seconds', rows: timeTable(views, rows) },
    { heading: 'Share watched', rows: shareTable(views, rows) },
  ]
}

const { values } = parseArgs({ options: { only: { type: 'string' } } })
const names = values.only?.split(',') ?? []
const unknown = names.find((name) => !peers.some((peer) => peer.name === name))
if (unknown !== undefined) {
  console.error(`No '${unknown}' here; there are ${peers.map(({ name }) => name).join(', ')}`)
  process.exit(1)
}
// Ours is what the others are compared with.
const chosen = peers.filter(({ name }) => names.length === 0 || names.includes(name) || name === 'ctv-tracker')

installIn(fileURLToPath(new URL('peers', import.meta.url)))
const startedMs = performance.now()
const tables: Table[] = [{ heading: 'Weight', rows: weightTable(await measureWeights(chosen)) }]
const browser = await launchBrowser({ engine: 'chromium-119' })
try {
  tables.push(...(await measureViews(browser, chosen)))
} finally {
  await browser.close()
}
for (const { heading, rows } of tables) console.log(`${heading}\n${formatColumns(rows)}\n`)
if (chosen.length === peers.length) {
  const written = tables.map(({ heading, rows }) => `### ${heading}\n\n${formatMarkdown(rows)}`).join('\n\n')
  writeFileSync(PAGE, replaceTables(readFileSync(PAGE, 'utf8'), written))
}
console.log(`${chosen.length} of ${peers.length} compared in ${((performance.now() - startedMs) / 1000).toFixed(0)} s`)
