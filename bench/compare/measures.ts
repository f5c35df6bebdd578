/** Everything that is measured, as tables. */
import { readFileSync } from 'node:fs'
import type { Browser } from '../../test/support/browser/launch.ts'
import { measureEvening, measureHour, measureStart } from './costs.ts'
import { EVENTS, measureArrivals } from './losses.ts'
import { describePackage, findInstalled, readLockfile } from './packages.ts'
import type { Peer } from './peers.ts'
import { readCounted } from './reading.ts'
import { loadScript, weigh } from './scripts.ts'
import { openStage } from './stage.ts'
import type { CostRow, CountedRow, WeightRow } from './tables.ts'
import { eveningTable, lossTable, playTable, shareTable, startTable, timeTable, weightTable } from './tables.ts'
import { readAllViews } from './views.ts'

export interface Table {
  heading: string
  rows: string[][]
}

/** How often the costs are measured. */
export interface Effort {
  startPages: number
  hourPages: number
}

/** Between the last event and the kill. */
const WAITS_MS = [1_000, 30_000]

export async function measureWeights(chosen: readonly Peer[]): Promise<Table[]> {
  const [own, theirs] = [readLockfile('.'), readLockfile('bench/peers')]
  const rows: WeightRow[] = []
  for (const peer of chosen) {
    const weight = weigh(await loadScript(peer))
    if (peer.name === 'ctv-tracker') {
      const { version, dependencies = {} } = own.packages['']!
      rows.push({
        title: `${peer.title}, all platforms`,
        packages: [`ctv-tracker ${version}`],
        ...weight,
        installed: 1 + findInstalled(own, Object.keys(dependencies)).length,
      })
      const webos = readFileSync(new URL('../../dist/ctv-tracker.webos.min.js', import.meta.url), 'utf8')
      rows.push({ ...rows[0]!, title: `${peer.title}, webOS alone`, ...weigh(webos) })
    } else {
      rows.push({
        title: peer.title,
        packages: peer.packages.map((name) => describePackage(theirs, name)),
        ...weight,
        installed: findInstalled(theirs, peer.packages).length,
      })
    }
  }
  return [{ heading: 'Weight', rows: weightTable(rows) }]
}

export async function measureViews(browser: Browser, chosen: readonly Peer[]): Promise<Table[]> {
  const views = readAllViews()
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

export async function measureCosts(
  browser: Browser,
  chosen: readonly Peer[],
  { startPages, hourPages }: Effort,
): Promise<Table[]> {
  const page = await measureHour(browser, { peer: 'nothing', script: '' }, hourPages)
  const rows: CostRow[] = []
  for (const { name, title, ...peer } of chosen) {
    const options = { peer: name, script: await loadScript({ name, title, ...peer }) }
    rows.push({
      title,
      start: await measureStart(browser, options, startPages),
      hour: await measureHour(browser, options, hourPages),
      evening: await measureEvening(browser, options),
    })
  }
  return [
    { heading: 'Start, at a sixth of the speed', rows: startTable(rows) },
    { heading: 'An hour of playing', rows: playTable(rows, page) },
    { heading: 'An evening', rows: eveningTable(rows) },
  ]
}

/** The peers side by side, for most of it is waiting. */
export async function measureLosses(chosen: readonly Peer[]): Promise<Table[]> {
  const rows = await Promise.all(
    chosen.map(async (peer) => {
      if (!peer.keepsEvents) return { title: peer.title, arrived: null }
      const arrived: number[] = []
      for (const ms of WAITS_MS)
        arrived.push(await measureArrivals({ peer: peer.name, script: await loadScript(peer) }, ms))
      return { title: peer.title, arrived }
    }),
  )
  return [{ heading: 'Events of an outage that a kill leaves', rows: lossTable(rows, WAITS_MS, EVENTS) }]
}
