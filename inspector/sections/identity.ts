/**
 * Ids and stores. Pure.
 */
import type { Inspection } from '../../src/api.ts'
import { formatAge } from '../format.ts'
import type { HistoryState } from '../history.ts'
import type { Line, Section } from './section.ts'

export function describeIdentity(inspection: Inspection, history: HistoryState, nowMs: number): Section {
  const { ids, identity, session } = inspection
  const lines = [id('user', ids.userId), id('session', ids.sessionId)]
  if (session) {
    const began =
      history.session && history.session.id === session.id
        ? 'began ' + formatAge(nowMs - history.session.beganAt) + ' ago, '
        : ''
    lines.push({
      label: '',
      text: began + 'last activity ' + formatAge(nowMs - session.lastActivityAt) + ' ago',
      tone: 'quiet',
    })
  }
  lines.push(id('view', ids.viewId))
  if (identity.form !== 'none') {
    lines.push({
      label: 'sent as',
      text: identity.form + (identity.tags.length > 0 ? ': ' + identity.tags.join(', ') : ''),
      tone: 'quiet',
    })
  }
  return { title: 'ctv-tracker ' + inspection.version, lines }
}

function id(label: string, value: string | null): Line {
  return value === null ? { label, text: '–', tone: 'quiet' } : { label, text: value, tone: 'code' }
}

export function describeStorage(inspection: Inspection): Section {
  const { ids, queue } = inspection.storage
  return {
    title: 'Stores',
    lines: [
      { label: 'ids', text: ids || 'none' },
      { label: 'queue', text: queue || 'none' },
    ],
  }
}
