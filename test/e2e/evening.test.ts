/** The script-tag build on a plain page, in each engine: a viewer's evening against the emulator and what was on screen. */
import { beforeAll, describe, expect, it } from 'vitest'
import type { SeenRequest } from '../../tools/emulator/index.ts'
import type { ChromiumName } from '../engines/engines.ts'
import { DAILY_CHROMIUMS } from '../engines/engines.ts'
import { missingLibraries } from '../support/browser/libraries.ts'
import { NOTHING_STORED } from './app-page.ts'
import type { Evening } from './play-evening.ts'
import { API_KEY, playEvening, WIRE_PROPERTIES } from './play-evening.ts'
import type { Sessions } from './two-at-a-time.ts'
import { runSessions } from './two-at-a-time.ts'

const UUID_V4 = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/
const ISO_MS = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/

/** How far measured numbers may lie from the screen. */
const TIME_TOLERANCE_S = 0.5
const SHARE_TOLERANCE = 0.02

const engines = await Promise.all(
  DAILY_CHROMIUMS.map(async ({ name }) => ({ name, missing: await missingLibraries(name) })),
)

let evenings: Sessions<ChromiumName, Evening>

beforeAll(async () => {
  const runnable = engines.filter(({ missing }) => missing.length === 0).map(({ name }) => name)
  evenings = await runSessions(runnable, playEvening)
}, 240_000)

const routes = (requests: SeenRequest[]) => requests.map(({ route }) => route)

for (const { name: engine, missing } of engines) {
  const reason = missing.length > 0 ? ` (not run: ${missing.join(', ')})` : ''

  describe.skipIf(missing.length > 0)(`an evening in ${engine}${reason}`, () => {
    let evening: Evening
    beforeAll(() => {
      evening = evenings.of(engine)
    })

    it('adds one global and patches nothing', () => {
      expect(evening.globals).toEqual({
        added: ['CtvTracker'],
        offered: ['ConfigError', 'ads', 'consent', 'createTracker', 'players', 'version'],
        patchedOnLoad: [],
        patchedInTheEnd: [],
      })
    })

    it('stores nothing, makes no id and asks only Contextual before consent', () => {
      const { stored, requests, ids, targeting } = evening.beforeConsent
      expect(stored).toEqual(NOTHING_STORED)
      expect(ids).toEqual({ userId: null, sessionId: null, viewId: null })
      expect(requests).toMatchObject([
        { route: 'contextual', method: 'POST', path: '/ctx/v1/segment', query: { k: API_KEY }, status: 200 },
      ])
      expect(requests[0]!.body).toEqual({
        url: 'https://kestrel.example/sports/football',
        page_properties: { video: WIRE_PROPERTIES },
      })
      expect(targeting).toEqual({ behavioral: [], contextual: ['99999'] })
    })

    it('keeps the id in localStorage and the queue in IndexedDB after consent, and no cookie', () => {
      const { stored } = evening.film
      expect(stored.localStorage).toEqual(['ctv-tracker.activations', 'ctv-tracker.id', 'ctv-tracker.session'])
      expect(stored.databases).toEqual(['ctv-tracker'])
      expect(stored.cookies).toBe('')
    })

    it('plays the clip over ranges, as far as the remote said', () => {
      const { screen, served } = evening.film
      expect(screen.isEnded).toBe(true)
      expect(served.some(({ status, range }) => status === 206 && range !== null)).toBe(true)
      // The path of the remote: 0 to 7, 17 to 18, back over the beginning, and from about 21 to the end.
      expect(screen.playedSeconds).toBeGreaterThan(14)
      expect(screen.playedSeconds).toBeLessThan(25)
      expect(screen.shownSeconds).toBeLessThan(screen.playedSeconds - 1)
    })

    it('counts the seconds that were on screen, and the share of the film', () => {
      const { screen, events } = evening.film
      const { time_spent_seconds, percentage_watched } = events[1]!.properties as Record<string, number>
      expect(Math.abs(time_spent_seconds! - screen.playedSeconds)).toBeLessThanOrEqual(TIME_TOLERANCE_S)
      expect(Math.abs(percentage_watched! - screen.shownSeconds / screen.durationSeconds)).toBeLessThanOrEqual(
        SHARE_TOLERANCE,
      )
    })

    it('sends a play and a completion, as the documents say, and asks Contextual no second time', () => {
      const { requests, ids } = evening.film
      expect(routes(requests)).toEqual(['contextual', 'ccs', 'ccs'])
      const [play, completion] = requests.slice(1)
      for (const request of [play!, completion!]) {
        expect(request).toMatchObject({
          method: 'POST',
          path: '/ccs/v1/segmentation',
          query: { k: API_KEY, activations: 'true' },
          status: 200,
        })
        expect(Object.keys(request.query)).toHaveLength(2)
        expect(request.headers['content-type']).toBe('application/json')
      }
      const common = { time: expect.stringMatching(ISO_MS), session_id: ids.sessionId, view_id: ids.viewId }
      expect(play!.body).toEqual({
        user_id: ids.userId,
        events: [{ name: 'Videoview', properties: WIRE_PROPERTIES, ...common }],
      })
      const totals = { time_spent_seconds: expect.any(Number), percentage_watched: expect.any(Number) }
      expect(completion!.body).toEqual({
        user_id: ids.userId,
        events: [{ name: 'VideoCompletion', properties: { ...WIRE_PROPERTIES, ...totals }, ...common }],
      })
    })

    it('makes v4 ids, all different', () => {
      const { userId, sessionId, viewId } = evening.film.ids
      for (const id of [userId, sessionId, viewId]) expect(id).toMatch(UUID_V4)
      expect(new Set([userId, sessionId, viewId]).size).toBe(3)
    })

    it('stamps the events when they happened', () => {
      const { events, requests, screen } = evening.film
      const [play, completion] = events.map(({ time }) => Date.parse(time))
      // Between them: the film from its first half second on, and a pause of two seconds.
      const betweenS = (completion! - play!) / 1000
      expect(betweenS).toBeGreaterThan(screen.playedSeconds - 0.5 - TIME_TOLERANCE_S + 2)
      expect(requests[2]!.at - completion!).toBeGreaterThanOrEqual(0)
      expect(requests[2]!.at - completion!).toBeLessThan(3_000)
    })

    it('has the cohorts of each answer ready to read when it arrives', () => {
      const { activations } = evening.film.heard
      expect(activations.map(({ payload, gam }) => [payload.source, gam])).toEqual([
        ['contextual', ['99999']],
        ['ccs', ['99999']],
        ['ccs', ['67890', '99999']],
      ])
    })

    it('tells of no trouble', () => {
      expect(evening.film.heard.diagnostic).toEqual([])
      expect(evening.film.heard.dropped).toEqual([])
      expect(evening.errors).toEqual([])
    })

    it('knows user and cohorts at once after a reload, but not before the grant', () => {
      const { requestsBeforeGrant, beforeGrant, atGrant, userId } = evening.afterReload
      expect({ requestsBeforeGrant, beforeGrant }).toEqual({ requestsBeforeGrant: 0, beforeGrant: [] })
      // By then two sports films had been started.
      expect({ atGrant, userId }).toEqual({ atGrant: ['12345', '67890'], userId: evening.film.ids.userId })
    })

    it('completes a view that a reload cut off, before the next view, with what was on screen', () => {
      const { ids, screen, playedOnAtMostS, events } = evening.reload
      expect(events.map(({ name }) => name)).toEqual(['Videoview', 'VideoCompletion', 'Videoview'])
      const [play, recovered, next] = events
      expect(play!.viewId).toBe(ids.viewId)
      expect(recovered).toMatchObject({
        viewId: ids.viewId,
        sessionId: ids.sessionId,
        userId: ids.userId,
        properties: WIRE_PROPERTIES,
        accepted: true,
      })
      const spentS = recovered!.properties['time_spent_seconds'] as number
      expect(spentS).toBeGreaterThanOrEqual(screen.playedSeconds - TIME_TOLERANCE_S)
      expect(spentS).toBeLessThanOrEqual(screen.playedSeconds + playedOnAtMostS + TIME_TOLERANCE_S)
      expect(Date.parse(recovered!.time)).toBeGreaterThanOrEqual(Date.parse(play!.time))
      expect(next!.viewId).toBe(evening.afterReload.ids.viewId)
      expect(next!.sessionId).toBe(ids.sessionId)
    })

    it('counts from the moment of the grant in a film that was accepted in its middle, and completes it after a kill, first of all', () => {
      const { ids, pausedAt, screenAtPause, screenAtCut, cutAt, eventsAfter } = evening.afterKill
      expect(eventsAfter.map(({ name }) => name)).toEqual(['VideoCompletion', 'Videoview'])
      const [recovered, next] = eventsAfter
      expect(recovered).toMatchObject({
        viewId: ids.viewId,
        sessionId: ids.sessionId,
        userId: ids.userId,
        properties: WIRE_PROPERTIES,
        accepted: true,
      })
      expect(next!.viewId).not.toBe(ids.viewId)
      // The pause made a checkpoint; what was played after it may be lost.
      const spentS = recovered!.properties['time_spent_seconds'] as number
      const { playedBeforeGrant } = evening.afterReload
      expect(spentS).toBeGreaterThan(screenAtPause.playedSeconds - playedBeforeGrant - TIME_TOLERANCE_S)
      expect(spentS).toBeLessThan(screenAtCut.playedSeconds - playedBeforeGrant + TIME_TOLERANCE_S)
      const time = Date.parse(recovered!.time)
      expect(time).toBeGreaterThan(pausedAt - 1_000)
      expect(time).toBeLessThanOrEqual(cutAt)
    })

    it('sends one play and one completion for each view', () => {
      const events = [...evening.film.events, ...evening.reload.events, ...evening.afterKill.eventsAfter]
      const views = [...new Set(events.map(({ viewId }) => viewId))]
      const names = views.map((view) => events.filter(({ viewId }) => viewId === view).map(({ name }) => name))
      const whole = ['Videoview', 'VideoCompletion']
      expect(names).toEqual([whole, whole, whole, ['Videoview']])
    })

    it('knows the user again after the kill', () => {
      expect(evening.afterKill.userIdAfter).toBe(evening.film.ids.userId)
    })

    it('deletes everything at a refusal and asks CCS no more', () => {
      const { before, ids, storedLater, ccsRequests, ccsRequestsLater, isEnded } = evening.refusal
      expect(before).not.toEqual(NOTHING_STORED)
      expect(ids).toEqual({ userId: null, sessionId: null, viewId: null })
      expect(isEnded).toBe(true)
      expect(ccsRequestsLater).toBe(ccsRequests)
      expect(storedLater).toEqual(NOTHING_STORED)
    })

    it('leaves the film alone where the page may not connect, and says so in diagnostics only', () => {
      const { errors, codes, queued, requests, screen } = evening.noConnection
      expect(errors).toEqual([])
      expect(requests).toBe(0)
      expect(screen.playedSeconds).toBeGreaterThan(1)
      expect(codes.length).toBeGreaterThanOrEqual(2)
      expect(new Set(codes)).toEqual(new Set(['request-failed']))
      expect(queued).toBe(2)
    })
  })
}
