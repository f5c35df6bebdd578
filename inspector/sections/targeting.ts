/**
 * Activations and the ad call they went into. Pure.
 */
import type { Inspection } from '../../src/api.ts'
import type { AdCall } from '../ad-call.ts'
import { formatAge, formatClock, formatIds, shorten } from '../format.ts'
import type { HistoryState } from '../history.ts'
import type { Line, Section } from './section.ts'

const MOST_CONTEXTUAL = 3

export function describeActivations({ activations }: Inspection, { refusedAt }: HistoryState, nowMs: number): Section {
  const { behavioral, ageMs } = activations
  const contextual = activations.contextual.filter(function (entry) {
    return nowMs - entry.ageMs >= refusedAt
  })
  const lines: Line[] = [
    { label: 'behavioural', text: ageMs === null ? 'no answer yet' : formatAge(ageMs) + ' old', tone: 'quiet' },
  ]
  addPlatforms(lines, behavioral)
  if (contextual.length === 0) lines.push({ label: 'contextual', text: 'no answer yet', tone: 'quiet' })
  contextual
    .sort(function (a, b) {
      return a.ageMs - b.ageMs
    })
    .slice(0, MOST_CONTEXTUAL)
    .forEach(function (entry) {
      const text = formatAge(entry.ageMs) + ' old, ' + shorten(entry.url, 80)
      lines.push({ label: 'contextual', text, tone: 'quiet' })
      addPlatforms(lines, entry.activations)
    })
  return { title: 'Activations', lines }
}

/** Platforms with the same ids share a line: most workspaces activate a cohort everywhere. */
function addPlatforms(lines: Line[], activations: Record<string, string[]>): void {
  const groups: { ids: string; platforms: string[] }[] = []
  Object.keys(activations).forEach(function (platform) {
    const ids = formatIds(activations[platform]!)
    const same = groups.filter(function (group) {
      return group.ids === ids
    })[0]
    if (same) same.platforms.push(platform)
    else groups.push({ ids, platforms: [platform] })
  })
  groups.forEach(function (group) {
    lines.push({ text: group.platforms.join(', ') + ': ' + group.ids, tone: 'code' })
  })
}

export function describeAdCall(adCall: AdCall | null, nowMs: number): Section {
  if (!adCall) return { title: 'Last ad call', lines: [{ text: 'None yet.', tone: 'quiet' }] }
  const lines: Line[] = [
    { text: formatClock(adCall.at) + ', ' + formatAge(nowMs - adCall.at) + ' ago: ' + adCall.server, tone: 'quiet' },
  ]
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
