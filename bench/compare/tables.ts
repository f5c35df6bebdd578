/** The results as tables. Pure. */
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

const formatNumber = (value: number, decimals: number): string => value.toLocaleString('en-US', { maximumFractionDigits: decimals, useGrouping: true })
export const formatBytes = (bytes: number): string => bytes.toLocaleString('en-US')
/** The first row is ours. */
export const formatRatio = (value: number, ours: number): string => (ours > 0 && value > 0 ? `${(value / ours).toFixed(value / ours < 10 ? 2 : 0)}` : '–')

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
  const verdicts = rows.map(({ counted }) => counted.map((it, place) => judge(it, views[place]!.truth)))
  return [
    ['view', 'truth', ...rows.map(({ title }) => title)],
    ...views.map((view, place) => [`${view.name} ${view.title}`, formatTruth(view), ...rows.map(({ counted }, peer) => format(counted[place]!, verdicts[peer]![place]!))]),
    [`right of ${views.length}`, '', ...verdicts.map((own) => String(countRight(own, key)))],
  ]
}

export function timeTable(views: readonly ScriptedView[], rows: readonly CountedRow[]): string[][] {
  const formatTruth = ({ truth }: ScriptedView): string => formatNumber(truth.timeS, 2) + (truth.otherTimeS === undefined ? '' : ` or ${formatNumber(truth.otherTimeS, 2)}`)
  const format = (counted: Counted, { isTimeRight }: Verdict): string =>
    formatCell(counted.timeS, isTimeRight, 2) + ((counted.views ?? 1) > 1 ? ` in ${counted.views} views` : '')
  return viewsTable(views, rows, formatTruth, format, 'isTimeRight')
}

export function shareTable(views: readonly ScriptedView[], rows: readonly CountedRow[]): string[][] {
  return viewsTable(views, rows, ({ truth }) => formatNumber(truth.share, 4), (counted, { isShareRight }) => formatCell(counted.share, isShareRight, 4), 'isShareRight')
}

/** Puts `written` between the markers of a page; throws where the page has none. */
export function replaceTables(page: string, written: string): string {
  const pattern = /(<!-- tables[^>]*-->\n)[\s\S]*?(<!-- \/tables -->)/
  if (!pattern.test(page)) throw new Error('the page has no markers for tables')
  return page.replace(pattern, (_, from: string, to: string) => `${from}\n${written}\n\n${to}`)
}
