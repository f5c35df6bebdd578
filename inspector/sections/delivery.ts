/**
 * Queue, requests and troubles. Pure.
 */
import type { Exchange, Inspection } from '../../src/api.ts'
import { formatAge, formatClock, shorten } from '../format.ts'
import type { HistoryState } from '../history.ts'
import type { Line, Section, Tone } from './section.ts'

const MOST_REQUESTS = 6
const MOST_DIAGNOSTICS = 5
const BODY_LENGTH = 240

export function describeDelivery(inspection: Inspection, history: HistoryState): Section {
  const { events, inFlight, retryInMs, stopped } = inspection.queue
  const lines: Line[] = [
    {
      label: 'queue',
      text: count(events.length) + ', ' + inFlight + ' in flight',
      tone: events.length > 0 ? 'warn' : 'good',
    },
  ]
  if (retryInMs !== null) lines.push({ label: 'next try', text: 'in ' + formatAge(retryInMs), tone: 'warn' })
  if (stopped !== null) lines.push({ label: 'stopped', text: stopped, tone: 'bad' })
  history.happenings.forEach(function (happening) {
    const time = formatClock(Date.parse(happening.event.time))
    lines.push({ label: time, text: happening.event.name + ': ' + happening.outcome, tone: happening.tone })
  })
  return { title: 'Events', lines }
}

function count(events: number): string {
  return events === 0 ? 'empty' : events === 1 ? '1 event' : events + ' events'
}

export function describeRequests({ exchanges }: Inspection, { past }: HistoryState): Section {
  const lines: Line[] = []
  const latest = exchanges.filter(function (exchange) {
    return past.indexOf(exchange) < 0
  })
  latest.sort(function (a, b) {
    return b.at - a.at
  })
  latest.slice(0, MOST_REQUESTS).forEach(function (exchange) {
    lines.push({
      label: formatClock(exchange.at),
      text: exchange.api + ': ' + outcome(exchange),
      tone: toneOf(exchange),
    })
    if (exchange.request) lines.push({ text: '→ ' + shorten(exchange.request, BODY_LENGTH), tone: 'code' })
    if (exchange.answer) lines.push({ text: '← ' + shorten(exchange.answer, BODY_LENGTH), tone: 'code' })
  })
  if (lines.length === 0) lines.push({ text: 'None yet.', tone: 'quiet' })
  return { title: 'Requests', lines }
}

function outcome(exchange: Exchange): string {
  if (exchange.durationMs === null) return 'under way'
  return (
    (exchange.status === 0 ? 'no answer' : String(exchange.status)) + ' in ' + Math.round(exchange.durationMs) + ' ms'
  )
}

function toneOf(exchange: Exchange): Tone {
  if (exchange.durationMs === null) return 'quiet'
  return exchange.status >= 200 && exchange.status < 300 ? 'good' : 'bad'
}

export function describeDiagnostics({ troubles }: HistoryState): Section {
  const latest = troubles.slice(-MOST_DIAGNOSTICS).reverse()
  if (latest.length === 0) return { title: 'Diagnostics', lines: [{ text: 'None.', tone: 'good' }] }
  return {
    title: 'Diagnostics',
    lines: latest.map(function (diagnostic): Line {
      return { text: diagnostic.code + ': ' + diagnostic.message, tone: 'warn' }
    }),
  }
}
