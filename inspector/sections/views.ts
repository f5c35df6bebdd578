/**
 * What the meter counts, with the watched intervals as a bar. Pure.
 */
import type { Inspection } from '../../src/api.ts'
import { formatSeconds, formatShare } from '../format.ts'
import type { Line, Section, Tone } from './section.ts'

const STATE_TONES: Record<Inspection['views'][number]['state'], Tone> = {
  waiting: 'warn',
  open: 'warn',
  started: 'good',
  completed: 'quiet',
}

/** Newest first; more than three would push everything else off the screen. */
const MOST_VIEWS = 3

export function describeViews(inspection: Inspection): Section {
  const views = inspection.views.slice(-MOST_VIEWS).reverse()
  if (views.length === 0) return { title: 'View', lines: [{ text: 'Nothing is being watched.', tone: 'quiet' }] }
  let lines: Line[] = []
  views.forEach(function (view) {
    lines = lines.concat(describeView(view))
  })
  return { title: views.length > 1 ? 'Views' : 'View', lines }
}

function describeView(view: Inspection['views'][number]): Line[] {
  const { totals, durationSeconds, coverage } = view
  const marks = (totals.completed ? ', completed' : '') + (totals.reachedEnd ? ', to the end' : '')
  const lines: Line[] = [
    { label: 'content', text: view.contentId },
    { label: 'state', text: view.state + marks, tone: STATE_TONES[view.state] },
  ]
  if (view.state === 'waiting') return lines.concat([{ text: 'Not counted without consent.', tone: 'quiet' }])
  lines.push({ label: 'time spent', text: formatSeconds(totals.timeSpentSeconds) })
  if (durationSeconds !== null && durationSeconds > 0) {
    lines.push({
      label: 'watched',
      text: formatShare(totals.percentageWatched) + ' of ' + formatSeconds(durationSeconds),
      bar: { spans: coverage, total: durationSeconds },
    })
  } else lines.push({ label: 'watched', text: formatShare(totals.percentageWatched), tone: 'quiet' })
  if (coverage.length > 0) lines.push({ label: 'intervals', text: coverage.map(formatSpan).join('  '), tone: 'code' })
  lines.push({ label: 'ads inside', text: formatSeconds(totals.adTimeSeconds) })
  return lines
}

function formatSpan(span: readonly [number, number]): string {
  return span[0].toFixed(1) + '–' + span[1].toFixed(1)
}
