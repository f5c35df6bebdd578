/**
 * The first page, for somebody three metres away: what is wrong, what plays, cohorts, the ad call, the evening. Pure.
 */
import type { Inspection } from '../../src/api.ts'
import type { AdCall } from '../ad-call.ts'
import { formatAge, formatClock, formatSeconds, formatShare, shorten } from '../format.ts'
import { MOST_COLUMNS } from '../history.ts'
import type { HistoryState } from '../history.ts'
import type { Line, Section } from './section.ts'
import { describeStatus } from './trouble.ts'

/** What the panel is told, and what it saw. */
export interface Seen {
  history: HistoryState
  adCall: AdCall | null
  nowMs: number
  /** Names of cohorts by id. */
  names: Record<string, string>
}

type View = Inspection['views'][number]

const MOST_VIEWS = 2
const MOST_COHORTS = 4
const VALUE_LENGTH = 60
/** So long a cohort that was just entered stands out. */
const FRESH_MS = 20_000

export function describeNow(inspection: Inspection, seen: Seen): Section[] {
  return [
    describeStatus(inspection, seen.history),
    describeWatching(inspection),
    describeCohorts(inspection, seen),
    describeLatestAdCall(seen),
    describeEvening(inspection, seen.history),
  ]
}

function describeWatching({ views }: Inspection): Section {
  const lines: Line[] = []
  views
    .slice(-MOST_VIEWS)
    .reverse()
    .forEach(function (view) {
      lines.push({ text: shorten(view.contentId, VALUE_LENGTH) }, describeProgress(view))
    })
  if (lines.length === 0) lines.push({ text: 'Nothing.', tone: 'quiet' })
  return { title: 'Watching', lines }
}

function describeProgress({ state, totals, durationSeconds, coverage }: View): Line {
  if (state === 'waiting') return { text: 'not counted without consent', tone: 'quiet' }
  const spent = formatSeconds(totals.timeSpentSeconds) + ' watched'
  if (!durationSeconds) return { text: spent + ', live or unknown length' }
  const seen = ', ' + formatShare(totals.percentageWatched) + ' seen' + (state === 'completed' ? ', ended' : '')
  return { text: spent + seen, bar: { spans: coverage, total: durationSeconds } }
}

function describeCohorts({ consent, activations, views }: Inspection, seen: Seen): Section {
  const { entered } = seen.history
  // Entered last, shown first.
  const people = idsIn(activations.behavioral).sort(function (a, b) {
    return (entered[b] || 0) - (entered[a] || 0)
  })
  const lines = people.slice(0, MOST_COHORTS).map(describeCohort)
  if (people.length > MOST_COHORTS)
    lines.push({ label: '', text: 'and ' + (people.length - MOST_COHORTS) + ' more', tone: 'quiet' })
  if (people.length === 0)
    lines.push({ label: 'people', text: consent === 'granted' ? 'none yet' : 'none without consent', tone: 'quiet' })
  const content = idsIn(contextualOf(activations.contextual, views))
  lines.push({
    label: 'content',
    text: content.map(named).join(', ') || 'none',
    tone: content[0] ? undefined : 'quiet',
  })
  return { title: 'Cohorts', lines }

  function named(id: string): string {
    return seen.names[id] ? id + ' ' + seen.names[id] : id
  }

  function describeCohort(id: string): Line {
    const since = entered[id]
    if (since === undefined) return { label: 'people', text: named(id) }
    const isFresh = seen.nowMs - since < FRESH_MS
    const text = isFresh ? named(id) + ': entered just now' : named(id) + ', since ' + formatClock(since).slice(0, 5)
    return { label: 'people', text, tone: isFresh ? 'fresh' : 'good' }
  }
}

/** Signals of what plays; before anything plays, of what was asked last. */
function contextualOf(known: Inspection['activations']['contextual'], views: View[]): Record<string, string[]> {
  const url = views.length > 0 ? views[views.length - 1]!.url : null
  const found = known.filter(function (entry) {
    return views.length === 0 || entry.url === url
  })
  found.sort(function (a, b) {
    return a.ageMs - b.ageMs
  })
  return found[0] ? found[0].activations : {}
}

/** Every id of any platform, once. */
function idsIn(activations: Record<string, string[]>): string[] {
  const ids: string[] = []
  Object.keys(activations).forEach(function (platform) {
    activations[platform]!.forEach(function (id) {
      if (ids.indexOf(id) < 0) ids.push(id)
    })
  })
  return ids
}

function describeLatestAdCall({ adCall, nowMs }: Seen): Section {
  const title = 'Ad call'
  if (!adCall) return { title, lines: [{ text: 'None yet.', tone: 'quiet' }] }
  const lines: Line[] = []
  adCall.parameters.forEach(function ({ name, value, isKeyValue }) {
    if (isKeyValue || /permutive|prmtv/.test(name))
      lines.push({ text: name + ' = ' + shorten(value || '–', VALUE_LENGTH), tone: 'good' })
  })
  if (lines.length === 0) lines.push({ text: 'Without cohorts.', tone: 'warn' })
  lines.push({ text: formatAge(nowMs - adCall.at) + ' ago', tone: 'quiet' })
  return { title, lines }
}

/** A column for each view, as high as what was seen of it. */
function describeEvening({ views }: Inspection, history: HistoryState): Section {
  const title = 'This evening'
  const running = views.filter(function ({ id, state }) {
    return state === 'started' && !isCompleted(id)
  })
  const all = history.views
    .map(function ({ totals }) {
      return totals
    })
    .concat(
      running.map(function ({ totals }) {
        return totals
      }),
    )
    .slice(-MOST_COLUMNS)
  if (all.length === 0) return { title, lines: [{ text: 'No views yet.', tone: 'quiet' }] }
  let seconds = 0
  const heights = all.map(function ({ timeSpentSeconds, percentageWatched }) {
    seconds += timeSpentSeconds
    return percentageWatched === null ? 1 : percentageWatched
  })
  const spans = heights.map(function (_, i): [number, number] {
    return [i, i + 0.8]
  })
  const text = (all.length === 1 ? '1 view, ' : all.length + ' views, ') + formatAge(seconds * 1000) + ' watched'
  return { title, lines: [{ text, bar: { spans, total: MOST_COLUMNS, heights } }] }

  function isCompleted(id: string | null): boolean {
    return history.views.some(function ({ viewId }) {
      return viewId === id
    })
  }
}
