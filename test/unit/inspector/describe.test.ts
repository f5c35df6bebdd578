import { describe, expect, it } from 'vitest'
import { parseAdCall } from '../../../inspector/ad-call.ts'
import { describe as describePanel } from '../../../inspector/sections/describe.ts'
import type { Section } from '../../../inspector/sections/section.ts'
import { busyInspection, emptyInspection } from '../../support/fakes/fake-tracker.ts'
import type { Inspection } from '../../../src/api.ts'

const NOW = Date.UTC(2026, 0, 5, 20, 15, 3)
const NO_HISTORY = { happenings: [], session: null }

const panelOf = (inspection: Inspection, adCall: string | null = null): Section[] =>
  describePanel(inspection, NO_HISTORY, adCall === null ? null : parseAdCall(adCall, NOW), NOW)

const textOf = (sections: Section[], title: string): string[] =>
  sections
    .find((section) => section.title === title)!
    .lines.map((line) => (line.label ? `${line.label} ` : '') + line.text)

describe('the sections', () => {
  it('say what is missing in a tracker that knows nothing', () => {
    const panel = panelOf(emptyInspection())
    expect(textOf(panel, 'ctv-tracker 0.0.0')).toEqual([
      'consent unknown: nothing stored, only Contextual is asked',
      'user –',
      'session –',
      'view –',
    ])
    expect(textOf(panel, 'View')).toEqual(['Nothing is being watched.'])
    expect(textOf(panel, 'Activations')).toEqual(['behavioural no answer yet', 'contextual no answer yet'])
    expect(textOf(panel, 'Last ad call')).toEqual(['None yet.'])
    expect(textOf(panel, 'Events')).toEqual(['queue empty, 0 in flight'])
    expect(textOf(panel, 'Requests')).toEqual(['None yet.'])
    expect(textOf(panel, 'Diagnostics')).toEqual(['None.'])
    expect(textOf(panel, 'Stores')).toEqual(['ids none', 'queue none'])
  })

  it('keep behavioural and contextual activations apart, with their ages', () => {
    expect(textOf(panelOf(busyInspection(NOW)), 'Activations')).toEqual([
      'behavioural 4 s old',
      'dfp: 12345, 67890',
      'freewheel: 12345',
      'contextual 9 s old, https://kestrel-tv.example/sports/tennis',
      'dfp: 99999',
    ])
  })

  it('write platforms with the same cohorts on one line', () => {
    const inspection = busyInspection(NOW)
    inspection.activations.behavioral = { dfp: ['1', '2'], freewheel: ['1', '2'], xandr: ['1'] }
    expect(textOf(panelOf(inspection), 'Activations').slice(1, 3)).toEqual(['dfp, freewheel: 1, 2', 'xandr: 1'])
  })

  it('show the latest of the contextual answers', () => {
    const inspection = busyInspection(NOW)
    inspection.activations.contextual = [3000, 1000, 2000].map((ageMs) => ({
      url: `https://x.example/${ageMs}`,
      activations: {},
      ageMs,
    }))
    expect(textOf(panelOf(inspection), 'Activations').slice(3)).toEqual(['contextual 1 s old, https://x.example/1000'])
  })

  it('show requests latest first, with what came of them', () => {
    const lines = panelOf(busyInspection(NOW)).find((section) => section.title === 'Requests')!.lines
    expect(lines.map((line) => [line.text, line.tone]).slice(0, 3)).toEqual([
      ['ccs: under way', 'quiet'],
      ['ccs: 503 in 22 ms', 'bad'],
      ['contextual: 200 in 14 ms', 'good'],
    ])
  })

  it('shorten bodies', () => {
    const inspection = busyInspection(NOW)
    inspection.exchanges = [{ api: 'ccs', at: NOW, status: 200, durationMs: 1, request: 'x'.repeat(5000) }]
    const body = textOf(panelOf(inspection), 'Requests')[1]!
    expect(body.length).toBeLessThan(300)
    expect(body).toMatch(/x…$/)
  })

  it('tell why the queue waits or stands', () => {
    const inspection = busyInspection(NOW)
    inspection.queue = {
      events: [
        { name: 'A', time: '' },
        { name: 'B', time: '' },
      ],
      inFlight: 0,
      retryInMs: 12_000,
      stopped: 'unauthorised',
    }
    expect(textOf(panelOf(inspection), 'Events')).toEqual([
      'queue 2 events, 0 in flight',
      'next try in 12 s',
      'stopped unauthorised',
    ])
  })

  it('draw no bar and claim no percentage for live content', () => {
    const inspection = busyInspection(NOW)
    inspection.views[0]!.durationSeconds = null
    inspection.views[0]!.totals.percentageWatched = null
    const lines = panelOf(inspection).find((section) => section.title === 'View')!.lines
    expect(lines.some((line) => line.bar)).toBe(false)
    expect(lines.find((line) => line.label === 'watched')!.text).toContain('no percentage')
  })

  it('show views that run side by side, the newest first', () => {
    const inspection = busyInspection(NOW)
    inspection.views.push({ ...inspection.views[0]!, contentId: 'second' })
    const contents = textOf(panelOf(inspection), 'Views').filter((line) => line.startsWith('content'))
    expect(contents).toEqual(['content second', 'content tennis'])
  })

  it('name the tags that requests carry', () => {
    const inspection = busyInspection(NOW)
    inspection.identity = { form: 'aliases', tags: ['email_sha256', 'internal_id'] }
    expect(textOf(panelOf(inspection), 'ctv-tracker 0.0.0')).toContain('sent as aliases: email_sha256, internal_id')
  })
})

describe('an ad call', () => {
  it('has its key-values decoded and its other parameters in one line', () => {
    const panel = panelOf(
      emptyInspection(),
      'https://ads.example/vast?iu=/1/a&cust_params=genre%3Dsports%26permutive%3D1%2C2&sz=1x1#t',
    )
    expect(textOf(panel, 'Last ad call').slice(1)).toEqual(['genre sports', 'permutive 1,2', 'iu=/1/a  sz=1x1'])
  })

  it('without key-values says so', () => {
    expect(textOf(panelOf(emptyInspection(), 'https://ads.example/vast'), 'Last ad call')[1]).toBe(
      'Without key-values of its own.',
    )
  })

  it('may be a FreeWheel url, hold macros or be cut in an escape', () => {
    const { parameters } = parseAdCall(
      'https://x.v.fwmrm.net/ad/g/1?nw=1;permutive=1&permutive=2;;pod=[x]&bad=%E0%A4',
      NOW,
    )
    expect(parameters.map((parameter) => [parameter.name, parameter.value])).toEqual([
      ['nw', '1'],
      ['permutive', '1'],
      ['permutive', '2'],
      ['pod', '[x]'],
      ['bad', '%E0%A4'],
    ])
  })

  it('may be anything at all', () => {
    for (const url of ['', '?', '&&;=', 'no url', '#{x}?a=1', undefined as unknown as string])
      expect(() => parseAdCall(url, NOW)).not.toThrow()
  })
})
