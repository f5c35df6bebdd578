import { describe, expect, it } from 'vitest'
import { parseAdCall } from '../../../inspector/ad-call.ts'
import { ADVICE } from '../../../inspector/advice.ts'
import type { HistoryState } from '../../../inspector/history.ts'
import { PAGES } from '../../../inspector/sections/describe.ts'
import type { Line, Section } from '../../../inspector/sections/section.ts'
import type { Inspection } from '../../../src/api.ts'
import { DIAGNOSTIC_CODES } from '../../../src/diagnostics.ts'
import { busyInspection, emptyInspection, NO_TOTALS } from '../../support/fakes/fake-tracker.ts'

const NOW = Date.UTC(2026, 0, 5, 20, 15, 3)
const NO_HISTORY: HistoryState = {
  happenings: [],
  session: null,
  views: [],
  troubles: [],
  entered: {},
  past: [],
  refusedAt: 0,
}
const NAMES = { 12345: 'Sports viewers', 99999: 'Sports content' }

const pageOf = (page: number, inspection: Inspection, adCall: string | null, history: Partial<HistoryState>) =>
  PAGES[page]!(inspection, {
    history: { ...NO_HISTORY, ...history },
    adCall: adCall === null ? null : parseAdCall(adCall, NOW - 11_000),
    nowMs: NOW,
    names: NAMES,
  })

const nowOf = (inspection: Inspection, history: Partial<HistoryState> = {}, adCall: string | null = null): Section[] =>
  pageOf(0, inspection, adCall, history)

const panelOf = (inspection: Inspection, adCall: string | null = null): Section[] =>
  pageOf(1, inspection, adCall, { troubles: inspection.diagnostics })

const linesOf = (sections: Section[], title: string): Line[] =>
  sections.find((section) => section.title === title)!.lines

const textOf = (sections: Section[], title: string): string[] =>
  linesOf(sections, title).map((line) => (line.label ? `${line.label} ` : '') + line.text)

describe('the page for the sofa', () => {
  it('says in words that nothing is wrong and nothing known', () => {
    const page = nowOf(emptyInspection())
    expect(page.map(({ title }) => title)).toEqual(['Status', 'Watching', 'Cohorts', 'Ad call', 'This evening'])
    expect(textOf(page, 'Status')).toEqual([
      'All is well.',
      'consent not known yet. Nothing is stored; ads follow the content only.',
    ])
    expect(textOf(page, 'Watching')).toEqual(['Nothing.'])
    expect(textOf(page, 'Cohorts')).toEqual(['people none without consent', 'content none'])
    expect(textOf(page, 'Ad call')).toEqual(['None yet.'])
    expect(textOf(page, 'This evening')).toEqual(['No views yet.'])
  })

  it('says how long sending waits, and after how many requests', () => {
    const inspection = busyInspection(NOW)
    const failed = { api: 'ccs' as const, at: NOW, status: 0, durationMs: 3 }
    const signals = { ...failed, api: 'contextual' as const, status: 200 }
    inspection.exchanges = [failed, { ...failed, status: 200 }, failed, signals, { ...failed, status: 503 }]
    inspection.queue.retryInMs = 240_000
    expect(textOf(nowOf(inspection), 'Status')[0]).toBe(
      'Sending waits: 2 requests without a good answer. Next try in 4 min.',
    )
    inspection.exchanges = [failed, { ...failed, durationMs: null }]
    expect(textOf(nowOf(inspection), 'Status')[0]).toBe(
      'Sending waits: a request got no good answer. Next try in 4 min.',
    )
  })

  it('says why sending pauses for long, and what to do', () => {
    const inspection = busyInspection(NOW)
    inspection.queue.stopped = 'unauthorised'
    inspection.queue.retryInMs = 600_000
    expect(linesOf(nowOf(inspection), 'Status')[0]).toMatchObject({
      text: 'Sending waits: CCS did not accept the key. Check apiKey and endpoints.ccs. Next try in 10 min.',
      tone: 'bad',
    })
    inspection.queue.stopped = 'ambiguous'
    inspection.exchanges = Array.from({ length: 5 }, () => ({ api: 'ccs' as const, at: NOW, status: 0, durationMs: 3 }))
    expect(linesOf(nowOf(inspection), 'Status')[0]).toMatchObject({
      text: 'Sending waits: 5 requests without a good answer. Next try in 10 min.',
      tone: 'bad',
    })
    inspection.queue.retryInMs = null
    expect(textOf(nowOf(inspection), 'Status')[0]).toBe('Sending waits: 5 requests without a good answer.')
  })

  it('says each trouble once, the latest first, at most three, and what has passed not at all', () => {
    const codes = [
      'bad-event',
      'storage-failed',
      'request-failed',
      'bad-event',
      'clock-corrected',
      'bad-player',
    ] as const
    const troubles = codes.map((code) => ({ code, message: 'facts' }))
    const lines = linesOf(nowOf(busyInspection(NOW), { troubles }), 'Status')
    expect(lines.map(({ text, tone }) => [text, tone])).toEqual([
      [ADVICE['bad-player'], 'warn'],
      [ADVICE['clock-corrected'], 'quiet'],
      [ADVICE['bad-event'], 'warn'],
      ['granted', 'good'],
    ])
  })

  it('has a sentence for every code, short enough for three lines', () => {
    expect(Object.keys(ADVICE).sort()).toEqual([...DIAGNOSTIC_CODES].sort())
    for (const sentence of Object.values(ADVICE)) expect(sentence).toMatch(/^.{20,85}[.?]$/)
  })

  it('shows what plays with its bar', () => {
    const lines = linesOf(nowOf(busyInspection(NOW)), 'Watching')
    expect(lines).toEqual([
      { text: 'tennis' },
      {
        text: '11.4 s watched, 43.9 % seen',
        bar: {
          spans: [
            [0, 6.5],
            [16.2, 21.12],
          ],
          total: 26,
        },
      },
    ])
  })

  it('draws no bar and claims no percentage for live content', () => {
    const inspection = busyInspection(NOW)
    inspection.views[0]!.durationSeconds = null
    expect(linesOf(nowOf(inspection), 'Watching')[1]).toEqual({ text: '11.4 s watched, live or unknown length' })
  })

  it('says that a view is not counted without consent', () => {
    const inspection = busyInspection(NOW)
    inspection.views[0]!.state = 'waiting'
    expect(textOf(nowOf(inspection), 'Watching')).toEqual(['tennis', 'not counted without consent'])
  })

  it('names cohorts, says since when, and lets a new one stand out', () => {
    const inspection = busyInspection(NOW)
    inspection.activations.behavioral = { dfp: ['1', '12345'], freewheel: ['12345', '2'] }
    const entered = { 12345: NOW - 5000, 2: new Date(2026, 0, 5, 20, 14).getTime() }
    const lines = linesOf(nowOf(inspection, { entered }), 'Cohorts')
    expect(lines.map(({ label, text, tone }) => [label, text, tone])).toEqual([
      ['people', '12345 Sports viewers: entered just now', 'fresh'],
      ['people', '2, since 20:14', 'good'],
      ['people', '1', undefined],
      ['content', '99999 Sports content', undefined],
    ])
  })

  it('shows at most four cohorts of people and counts the others', () => {
    const inspection = busyInspection(NOW)
    inspection.activations.behavioral = { dfp: ['1', '2', '3', '4', '5', '6'] }
    expect(textOf(nowOf(inspection), 'Cohorts').slice(3, 5)).toEqual(['people 4', 'and 2 more'])
  })

  it('shows the signals of what plays, not of what was asked last', () => {
    const inspection = busyInspection(NOW)
    const nature = {
      url: 'https://kestrel-tv.example/nature/lake',
      cohorts: [],
      activations: { dfp: ['66666'] },
      ageMs: 10,
    }
    inspection.activations.contextual.push(nature)
    expect(textOf(nowOf(inspection), 'Cohorts').at(-1)).toBe('content 99999 Sports content')
    inspection.activations.contextual = [nature]
    expect(textOf(nowOf(inspection), 'Cohorts').at(-1)).toBe('content none')
    inspection.views = []
    expect(textOf(nowOf(inspection), 'Cohorts').at(-1)).toBe('content 66666')
  })

  it('shows what the ad call carried', () => {
    const url = 'https://ads.example/vast?iu=/1/a&cust_params=genre%3Dsports%26permutive%3D1%2C2'
    expect(textOf(nowOf(emptyInspection(), {}, url), 'Ad call')).toEqual([
      'genre = sports',
      'permutive = 1,2',
      '11 s ago',
    ])
    expect(textOf(nowOf(emptyInspection(), {}, 'https://x.example/;prmtvctx=5;a=b?permutive=3'), 'Ad call')).toEqual([
      'permutive = 3',
      '11 s ago',
    ])
    expect(textOf(nowOf(emptyInspection(), {}, 'https://x.example/vast'), 'Ad call')[0]).toBe('Without cohorts.')
  })

  it('draws the evening: a column for each view, as high as what was seen of it', () => {
    const inspection = busyInspection(NOW)
    const past = [0.2, null].map((percentageWatched, i) => ({
      viewId: `past-${i}`,
      totals: { ...NO_TOTALS, timeSpentSeconds: 60, percentageWatched },
    }))
    const [line] = linesOf(nowOf(inspection, { views: past }), 'This evening')
    expect(line!.text).toBe('3 views, 2 min watched')
    expect(line!.bar!.heights).toEqual([0.2, 1, 0.4392])
    // A view that was completed and goes on is one view.
    const twice = [{ viewId: inspection.views[0]!.id!, totals: inspection.views[0]!.totals }]
    expect(textOf(nowOf(inspection, { views: twice }), 'This evening')).toEqual(['1 view, 11 s watched'])
  })
})

describe('the page of details', () => {
  it('say what is missing in a tracker that knows nothing', () => {
    const panel = panelOf(emptyInspection())
    expect(textOf(panel, 'ctv-tracker 0.0.0')).toEqual(['user –', 'session –', 'view –'])
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

  it('show the latest contextual answers, and none of before a refusal', () => {
    const inspection = busyInspection(NOW)
    inspection.activations.contextual = [3000, 1000, 4000, 2000].map((ageMs) => ({
      url: `https://x.example/${ageMs}`,
      cohorts: [],
      activations: {},
      ageMs,
    }))
    expect(textOf(panelOf(inspection), 'Activations').slice(3)).toEqual([
      'contextual 1 s old, https://x.example/1000',
      'contextual 2 s old, https://x.example/2000',
      'contextual 3 s old, https://x.example/3000',
    ])
    const refused = pageOf(1, inspection, null, { refusedAt: NOW - 1500 })
    expect(textOf(refused, 'Activations').slice(3)).toEqual(['contextual 1 s old, https://x.example/1000'])
  })

  it('show no request of before a refusal', () => {
    const inspection = busyInspection(NOW)
    const past = inspection.exchanges.slice(0, 2)
    expect(textOf(pageOf(1, inspection, null, { past }), 'Requests')).toHaveLength(1)
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
