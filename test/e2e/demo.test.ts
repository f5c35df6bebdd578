/** The demo app as its viewers use it, with arrow keys, OK and Back, in a modern engine. */
import { beforeAll, describe, expect, it } from 'vitest'
import { NOTHING_STORED } from './app-page.ts'
import { runSessions } from './two-at-a-time.ts'
import type { Accepted, Declined, Overridden, Troubled } from './watch-demo.ts'
import { VIEWERS } from './watch-demo.ts'

/** How far measured numbers may lie from the screen. */
const TIME_TOLERANCE_S = 0.5
const SHARE_TOLERANCE = 0.02

const WHOLE_AD = ['start', 'firstQuartile', 'midpoint', 'thirdQuartile', 'complete']

type Viewer = keyof typeof VIEWERS
let outcome: (name: Viewer) => Accepted | Declined | Troubled | Overridden

beforeAll(async () => {
  const names: Viewer[] = ['accepted', 'declined', 'troubled', 'overridden']
  const sessions = await runSessions<Viewer, Accepted | Declined | Troubled | Overridden>(names, (name) =>
    VIEWERS[name](),
  )
  outcome = sessions.of
}, 180_000)

describe('a viewer who accepts', () => {
  let seen: Accepted
  beforeAll(() => {
    seen = outcome('accepted') as Accepted
  })

  it('sees an ad before the film, and the ad server hears of all of it', () => {
    const [first] = seen.ads
    expect(first).toMatchObject({
      src: '/media/ad-house.webm',
      creative: 'ad-house',
      badge: expect.stringMatching(/^Ad\s*\d$/),
    })
    expect(first!.reported).toContain('impression')
    // That is told at the start too, and may arrive after it.
    expect(first!.reported.filter((event) => event !== 'impression')).toEqual(WHOLE_AD)
  })

  it('is measured as the film was on screen', () => {
    const { screen, events } = seen.film
    expect(screen.isEnded).toBe(true)
    expect(screen.playedSeconds).toBeGreaterThan(5)
    expect(events.map(({ name, properties }) => [name, properties['video_id']])).toEqual([
      ['Videoview', 'football'],
      ['VideoCompletion', 'football'],
    ])
    const { time_spent_seconds, percentage_watched } = events[1]!.properties as Record<string, number>
    expect(Math.abs(time_spent_seconds! - screen.playedSeconds)).toBeLessThanOrEqual(TIME_TOLERANCE_S)
    expect(Math.abs(percentage_watched! - screen.shownSeconds / screen.durationSeconds)).toBeLessThanOrEqual(
      SHARE_TOLERANCE,
    )
    expect(events[1]!.viewId).toBe(events[0]!.viewId)
  })

  it('sees another ad once two sports films were watched, because the ad call carries the cohort', () => {
    const [first, second, third] = seen.ads
    expect(first!.keyValues).toEqual({ prmtvctx: ['99999'] })
    expect(second!.keyValues['permutive'] ?? []).not.toContain('12345')
    expect(second!.creative).toBe('ad-house')
    expect(third!.keyValues['permutive']).toContain('12345')
    expect(third!.keyValues['prmtvctx']).toEqual(['99999'])
    expect(third).toMatchObject({ src: '/media/ad-sports.webm', creative: 'ad-sports' })
    expect(seen.cohortsAtThirdAd).toEqual(third!.keyValues['permutive'])
    expect(seen.lastAdCallOnPanel).toContain(`permutive ${third!.keyValues['permutive']!.join(',')}`)
  })

  it('reads under each ad why it is this one', () => {
    expect(seen.reasons[0]).toBe('The house ad: no campaign asks for these cohorts.')
    expect(seen.reasons[1]).toMatch(/^This ad because of cohort 12345, sports viewers, since \d\d:\d\d$/)
  })

  it('has one id all evening', () => {
    expect(seen.userIds).toHaveLength(2)
    expect(seen.userIds[0]).toBe(seen.userIds[1])
  })

  it('opens and closes the panel with a key', () => {
    expect(seen.film.panelShown).toEqual([false, true, false])
  })

  it('reads on the panel what the tracker knows', () => {
    const { panel, ids, totals } = seen.film
    const tracker = Object.entries(panel.sections).find(([title]) => title.startsWith('ctv-tracker '))![1]
    expect(tracker).toEqual(
      expect.arrayContaining([`user ${ids.userId}`, `session ${ids.sessionId}`, `view ${ids.viewId}`]),
    )
    expect(panel.sections['Status']).toEqual(['All is well.', 'consent granted'])
    expect(panel.sections['Watching']!.join('\n')).toMatch(/^football\n[\d.]+ s watched, [\d.]+ % seen$/)
    expect(panel.sections['Cohorts']!.at(-1)).toBe('content 99999 sports content')
    const view = panel.sections['View']!
    expect(view).toEqual(expect.arrayContaining(['content football', 'state started']))
    const spent = Number(/time spent ([\d.]+) s/.exec(view.join('\n'))?.[1])
    expect(Math.abs(spent - totals)).toBeLessThan(1.5)
    expect(panel.sections['Events']!.join('\n')).toMatch(/queue empty, 0 in flight[^]*Videoview/)
    expect(panel.sections['Requests']!.join('\n')).toMatch(/ccs: 200 in \d+ ms[^]*contextual: 200 in \d+ ms/)
    expect(panel.sections['Diagnostics']).toEqual(['None.'])
  })

  it('sees the watched parts of the film drawn as a bar', () => {
    const [beginning, later] = seen.film.panel.bar
    expect(seen.film.panel.bar).toHaveLength(2)
    // From the start to the seek, and from ten seconds later on, in percent of 28 s.
    expect(beginning![0]).toBe(0)
    expect(beginning![1]).toBeGreaterThan(8)
    expect(later![0] - beginning![1]).toBeGreaterThan(30)
    expect(later![0] - beginning![1]).toBeLessThan(40)
  })

  it('meets no error', () => {
    expect(seen.errors).toEqual([])
  })
})

describe('a viewer who declines', () => {
  let seen: Declined
  beforeAll(() => {
    seen = outcome('declined') as Declined
  })

  it('watches the same films, with ads that follow only what is on screen', () => {
    expect(seen.screen.isEnded).toBe(true)
    expect(seen.ad.src).toBe('/media/ad-house.webm')
    expect(seen.ad.keyValues).toEqual({ prmtvctx: ['99999'] })
  })

  it('leaves nothing behind but the answer itself', () => {
    const onlyTheAnswer = { ...NOTHING_STORED, localStorage: ['kestrel-tv.personalised-ads'] }
    expect(seen.stored).toEqual(onlyTheAnswer)
    expect(seen.storedAfterReload).toEqual(onlyTheAnswer)
    expect(seen.askedAgain).toBe(false)
  })

  it('is unknown to CCS: only Contextual was called, without an id', () => {
    expect(seen.requests.length).toBeGreaterThan(0)
    for (const { route, body } of seen.requests) {
      expect(route).toBe('contextual')
      expect(Object.keys(body as object).sort()).toEqual(['page_properties', 'url'])
    }
  })

  it('reads on the panel that only Contextual was called', () => {
    expect(seen.panel.sections['Status']).toEqual([
      'All is well.',
      'consent denied. Nothing is stored; ads follow the content only.',
    ])
    expect(seen.panel.sections['Cohorts']).toEqual(['people none without consent', 'content 99999 sports content'])
    const tracker = Object.entries(seen.panel.sections).find(([title]) => title.startsWith('ctv-tracker '))![1]
    expect(tracker).toEqual(expect.arrayContaining(['user –', 'session –', 'view –']))
    const requests = seen.panel.sections['Requests']!.join('\n')
    expect(requests).toMatch(/contextual: 200/)
    expect(requests).not.toMatch(/ccs/)
  })

  it('meets no error', () => {
    expect(seen.errors).toEqual([])
  })
})

describe('a viewer on a bad evening', () => {
  let seen: Troubled
  beforeAll(() => {
    seen = outcome('troubled') as Troubled
  })

  it('gets the film at once when the ad server does not answer', () => {
    expect(seen.withoutAds.adsServed).toBe(0)
    expect(seen.withoutAds.screen.playedSeconds).toBeGreaterThan(1.5)
  })

  it('gets ad and film when CCS and Contextual do not answer, and the events wait', () => {
    const { screen, ad, queued, panel } = seen.withoutApi
    expect(screen.playedSeconds).toBeGreaterThan(1.5)
    expect(ad.src).toMatch(/^\/media\/ad-/)
    expect(queued).toBe(1)
    expect(panel.sections['Diagnostics']!.join('\n')).toMatch(/request-failed/)
  })

  it('meets no error', () => {
    expect(seen.errors).toEqual([])
  })
})

describe('a viewer whose television somebody puts into a cohort, and keeps out of it, from the command line', () => {
  it('sees the ad change, and change back after the next film', () => {
    const seen = outcome('overridden') as Overridden
    expect(seen.printed).toEqual(['queued: add USER 12345\n', 'queued: block USER 12345\n'])
    expect(seen.creatives).toEqual(['ad-house', 'ad-sports', 'ad-house'])
    expect(seen.behavioural.map((ids) => ids.includes('12345'))).toEqual([false, true, false])
    expect(seen.errors).toEqual([])
  })
})
