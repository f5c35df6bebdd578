/** The results as tables. Pure. */
import type { EveningCost, PlayCost, StartCost } from './costs.ts'
import type { Verdict } from './judging.ts'
import { countRight, judge } from './judging.ts'
import type { Counted } from './reading.ts'
import type { ScriptedView } from './views.ts'

export interface WeightRow {
  title: string
  /** Names, versions and licences. */
  packages: readonly string[]
  minBytes: number
  gzipBytes: number
  /** npm packages that an app installs. */
  installed: number
}

/** What each peer counted of each view, in the order of the views. */
export interface CountedRow {
  title: string
  counted: readonly Counted[]
}

const formatNumber = (value: number, decimals: number): string =>
  value.toLocaleString('en-US', { maximumFractionDigits: decimals, useGrouping: true })
export const formatBytes = (bytes: number): string => bytes.toLocaleString('en-US')
/** The first row is ours. */
export const formatRatio = (value: number, ours: number): string =>
  ours > 0 && value > 0 ? `${(value / ours).toFixed(value / ours < 10 ? 2 : 0)}` : '–'

export function weightTable(rows: readonly WeightRow[]): string[][] {
  const ours = rows[0]!.gzipBytes
  return [
    ['', 'packages named by the app', 'minified, bytes', 'gzip -9, bytes', 'gzip, ours = 1', 'npm packages installed'],
    ...rows.map(({ title, packages, minBytes, gzipBytes, installed }) => [
      title,
      packages.join(', ') || 'none',
      formatBytes(minBytes),
      formatBytes(gzipBytes),
      formatRatio(gzipBytes, ours),
      String(installed),
    ]),
  ]
}

/** A wrong figure stands between stars, which Markdown shows as bold. */
function formatCell(value: number | null, isRight: boolean, decimals: number): string {
  if (value === null) return '–'
  const text = formatNumber(value, decimals)
  return isRight ? text : `**${text}**`
}

function viewsTable(
  views: readonly ScriptedView[],
  rows: readonly CountedRow[],
  formatTruth: (view: ScriptedView) => string,
  format: (counted: Counted, verdict: Verdict) => string,
  key: keyof Verdict,
): string[][] {
  const isTold = ({ counted }: CountedRow): boolean =>
    counted.some(({ timeS, share }) => (key === 'isTimeRight' ? timeS : share) !== null)
  const verdicts = rows.map(({ counted }) => counted.map((it, place) => judge(it, views[place]!.truth)))
  return [
    ['view', 'truth', ...rows.map(({ title }) => title)],
    ...views.map((view, place) => [
      `${view.name} ${view.title}`,
      formatTruth(view),
      ...rows.map(({ counted }, peer) => format(counted[place]!, verdicts[peer]![place]!)),
    ]),
    [
      `right of ${views.length}`,
      '',
      ...verdicts.map((own, peer) => (isTold(rows[peer]!) ? String(countRight(own, key)) : '–')),
    ],
  ]
}

export function timeTable(views: readonly ScriptedView[], rows: readonly CountedRow[]): string[][] {
  const formatTruth = ({ truth }: ScriptedView): string =>
    formatNumber(truth.timeS, 2) + (truth.otherTimeS === undefined ? '' : ` or ${formatNumber(truth.otherTimeS, 2)}`)
  const format = (counted: Counted, { isTimeRight }: Verdict): string =>
    formatCell(counted.timeS, isTimeRight, 2) + ((counted.views ?? 1) > 1 ? ` in ${counted.views} views` : '')
  return viewsTable(views, rows, formatTruth, format, 'isTimeRight')
}

export function shareTable(views: readonly ScriptedView[], rows: readonly CountedRow[]): string[][] {
  return viewsTable(
    views,
    rows,
    ({ truth }) => (truth.share === null ? '–' : formatNumber(truth.share, 4)),
    (counted, { isShareRight }) => formatCell(counted.share, isShareRight, 4),
    'isShareRight',
  )
}

export interface CostRow {
  title: string
  start: StartCost
  hour: PlayCost
  evening: EveningCost
}

export function startTable(rows: readonly CostRow[]): string[][] {
  const sum = ({ start }: CostRow): number => start.loadMs + start.openMs
  return [
    ['', 'script parsed and run, ms', 'started and given a film, ms', 'both, ours = 1'],
    ...rows.map((row) => [
      row.title,
      row.start.loadMs.toFixed(0),
      row.start.openMs.toFixed(0),
      formatRatio(sum(row), sum(rows[0]!)),
    ]),
  ]
}

/** `page` is a page without a tracker, whose own cost is taken off. */
export function playTable(rows: readonly CostRow[], page: PlayCost): string[][] {
  const taskMs = ({ hour }: CostRow): number => hour.taskMs - page.taskMs
  // What is less than a tenth of the page's own cost is lost in how that varies.
  const isSeen = (row: CostRow): boolean => taskMs(row) > page.taskMs / 10
  return [
    ['', 'main thread, ms a minute', 'ours = 1', 'heap after an hour, kB', 'ours = 1'],
    ...rows.map((row) => [
      row.title,
      isSeen(row) ? (taskMs(row) / 60).toFixed(1) : `below ${(page.taskMs / 600).toFixed(1)}`,
      isSeen(row) && isSeen(rows[0]!) ? formatRatio(taskMs(row), taskMs(rows[0]!)) : '–',
      formatNumber((row.hour.heapBytes - page.heapBytes) / 1000, 0),
      formatRatio(row.hour.heapBytes - page.heapBytes, rows[0]!.hour.heapBytes - page.heapBytes),
    ]),
  ]
}

export function eveningTable(rows: readonly CostRow[]): string[][] {
  return [
    ['', 'writes to stores', 'bytes written', 'requests', 'bytes sent'],
    ...rows.map(({ title, evening }) => [
      title,
      ...[evening.storageWrites, evening.storageBytes, evening.requests, evening.sentBytes].map(formatBytes),
    ]),
  ]
}

export interface LossRow {
  title: string
  /** Events that arrived after the next start, in the order of the waits; null: none are kept. */
  arrived: readonly number[] | null
}

export function lossTable(rows: readonly LossRow[], waitsMs: readonly number[], events: number): string[][] {
  return [
    ['', ...waitsMs.map((ms) => `killed ${ms / 1000} s after the last event`)],
    ...rows.map(({ title, arrived }) => [
      title,
      ...waitsMs.map((_, place) => (arrived ? `${arrived[place]} of ${events}` : 'keeps none, not run')),
    ]),
  ]
}

/** Puts `written` between the markers of a page; throws where the page has none. */
export function replaceTables(page: string, written: string): string {
  const pattern = /(<!-- tables[^>]*-->\n)[\s\S]*?(<!-- \/tables -->)/
  if (!pattern.test(page)) throw new Error('the page has no markers for tables')
  return page.replace(pattern, (_, from: string, to: string) => `${from}\n${written}\n\n${to}`)
}
