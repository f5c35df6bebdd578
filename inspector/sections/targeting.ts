/**
 * Activations and the ad call they went into. Pure.
 */
import type { Inspection } from '../../src/api.ts'
import type { AdCall } from '../ad-call.ts'
import { formatAge, formatClock, formatIds, shorten } from '../format.ts'
import type { Line, Section } from './section.ts'

/** Contextual answers are kept per url; the latest say enough. */
const MOST_URLS = 2

export function describeActivations(inspection: Inspection): Section {
  const { behavioral, ageMs, contextual } = inspection.activations
  const lines: Line[] = [{ label: 'behavioural', text: ageMs === null ? 'no answer yet' : formatAge(ageMs) + ' old', tone: 'quiet' }]
  addPlatforms(lines, behavioral)
  const latest = contextual.slice().sort(function (a, b) {
    return a.ageMs - b.ageMs
  })
  latest.slice(0, MOST_URLS).forEach(function (answer) {
    lines.push({ label: 'contextual', text: formatAge(answer.ageMs) + ' old, ' + shorten(answer.url, 60), tone: 'quiet' })
    addPlatforms(lines, answer.activations)
  })
  if (latest.length === 0) lines.push({ label: 'contextual', text: 'no answer yet', tone: 'quiet' })
  return { title: 'Activations', lines }
}

function addPlatforms(lines: Line[], activations: Record<string, string[]>): void {
  Object.keys(activations).forEach(function (platform) {
    lines.push({ label: platform, text: formatIds(activations[platform]!), tone: 'code' })
  })
}

export function describeAdCall(adCall: AdCall | null, nowMs: number): Section {
  if (!adCall) return { title: 'Last ad call', lines: [{ text: 'None yet.', tone: 'quiet' }] }
  const lines: Line[] = [{ text: formatClock(adCall.at) + ', ' + formatAge(nowMs - adCall.at) + ' ago: ' + adCall.server, tone: 'quiet' }]
  const others: string[] = []
  let hasKeyValue = false
  adCall.parameters.forEach(function (parameter) {
    if (parameter.isKeyValue) {
      hasKeyValue = true
      lines.push({ label: parameter.name, text: parameter.value || '–', tone: 'good' })
    } else others.push(parameter.name + '=' + parameter.value)
  })
  if (!hasKeyValue) lines.push({ text: 'Without key-values of its own.', tone: 'warn' })
  if (others.length > 0) lines.push({ text: shorten(others.join('  '), 220), tone: 'code' })
  return { title: 'Last ad call', lines }
}
