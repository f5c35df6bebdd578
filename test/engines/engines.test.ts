/** The script-tag build in the engines of television sets, as old as they are. `npm run test:engines`. */
import { beforeAll, describe, expect, it } from 'vitest'
import { NOTHING_STORED } from '../e2e/app-page.ts'
import { runSessions } from '../e2e/two-at-a-time.ts'
import type { Sessions } from '../e2e/two-at-a-time.ts'
import { splitEvents, toWire, WHOLE_SESSION } from './bodies.ts'
import type { EngineName } from './engines.ts'
import type { Session } from './play-session.ts'
import { playSession, STARTED } from './play-session.ts'
import { chosenEngines } from './selection.ts'

const UUID_V4 = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

/** How far measured numbers may lie from where the film was left and entered. */
const TIME_TOLERANCE_S = 0.6
const SHARE_TOLERANCE = 0.03

const engines = await chosenEngines()
let sessions: Sessions<EngineName, Session>

beforeAll(async () => {
  sessions = await runSessions(
    engines.filter(({ obstacle }) => obstacle === null).map(({ name }) => name),
    playSession,
  )
})

for (const { name: engine } of engines.filter((it) => it.obstacle === null)) {
  describe(engine, () => {
    let session: Session
    beforeAll(() => {
      session = sessions.of(engine)
    })

    it('says that it is the engine asked for', ({ task }) => {
      Object.assign(task.meta, { version: session.version, userAgent: session.userAgent, isFake: session.isFake })
      const major = /-(\d+)$/.exec(engine)?.[1]
      if (engine === 'phantomjs-2.1') expect(session.version).toBe('538.1')
      else if (major) expect(session.version.split('.')[0]).toBe(major)
      else expect(Number(session.version.split('.')[0])).toBeGreaterThan(119)
    })

    it('plays a real clip, or says that it has no media element', () => {
      expect(session.isFake).toBe(engine === 'phantomjs-2.1')
      expect(session.film.durationS).toBeCloseTo(28, 0)
    })

    it('takes the build as one global and patches nothing', () => {
      expect(session.globals).toEqual({
        added: ['CtvTracker'],
        offered: expect.arrayContaining(['ConfigError', 'ads', 'consent', 'createTracker', 'players', 'version']),
        patchedOnLoad: [],
        patchedInTheEnd: [],
      })
    })

    it('stores nothing, makes no id and asks only Contextual before consent', () => {
      expect(session.beforeConsent).toEqual({
        stored: NOTHING_STORED,
        ids: { userId: null, sessionId: null, viewId: null },
        routes: ['contextual'],
      })
    })

    it('counts what was shown over pause, seeks and end', () => {
      const { shown, spentS, share, durationS } = session.film
      const shownS = shown.reduce((sum, [from, to]) => sum + (to - from), 0)
      expect(Math.abs(spentS - shownS)).toBeLessThanOrEqual(TIME_TOLERANCE_S)
      expect(Math.abs(share - shownS / durationS)).toBeLessThanOrEqual(SHARE_TOLERANCE)
    })

    it('sends the same bodies as every other engine', () => {
      const names = new Map<string, string>()
      expect(session.wire.flatMap((request) => splitEvents(toWire(request, names)))).toEqual(WHOLE_SESSION)
    })

    it('keeps the id in localStorage, the queue in IndexedDB where there is a Promise, and no cookie', () => {
      const { localStorage, databases, cookies } = session.film.stored
      expect(localStorage.filter((key) => !key.startsWith('ctv-tracker.r.'))).toEqual([
        'ctv-tracker.activations',
        'ctv-tracker.id',
        'ctv-tracker.session',
      ])
      // The state of the open view, in the next film.
      expect(session.cut.recordKeys.length > 0).toBe(session.isFake)
      expect(databases).toEqual(session.isFake ? [] : ['ctv-tracker'])
      expect(cookies).toBe('')
    })

    it('reads user and cohorts on the line after the grant, after a reload', () => {
      const { before, atGrant, userIdAtGrant, ccsBefore } = session.afterReload
      expect({ before, ccsBefore }).toEqual({ before: [], ccsBefore: 0 })
      expect(atGrant).toContain(STARTED)
      expect(userIdAtGrant).toMatch(UUID_V4)
      expect(userIdAtGrant).toBe(session.film.ids.userId)
    })

    it('reads them on the line after the grant, after a kill', () => {
      const { before, atGrant, ids } = session.afterKill
      expect(before).toEqual([])
      expect(atGrant).toContain(STARTED)
      expect(ids.userId).toBe(session.film.ids.userId)
    })

    it('completes the view that a kill cut off, first of all at the next start', () => {
      const { cut, afterKill } = session
      expect(afterKill.completionFirst).toEqual([
        `VideoCompletion ${cut.ids.viewId}`,
        `Videoview ${afterKill.ids.viewId}`,
      ])
      expect(afterKill.spentS).toBeGreaterThan(cut.playedAtPause - TIME_TOLERANCE_S)
      expect(afterKill.spentS).toBeLessThan(cut.playedAtCut + (cut.at - cut.readAt) / 1000 + TIME_TOLERANCE_S)
      expect(afterKill.time).toBeGreaterThan(cut.pausedAt - 1_000)
      expect(afterKill.time).toBeLessThanOrEqual(cut.at)
    })

    it('deletes everything at a refusal', () => {
      expect(session.refusal.before).not.toEqual(NOTHING_STORED)
      expect(session.refusal).toMatchObject({
        after: NOTHING_STORED,
        ids: { userId: null, sessionId: null, viewId: null },
      })
    })

    it('writes nothing and asks no CCS for a viewer who refuses', () => {
      const { stored, requests, ids, playedS } = session.denied
      expect(playedS).toBeGreaterThan(1)
      expect(stored).toEqual(NOTHING_STORED)
      expect(ids).toEqual({ userId: null, sessionId: null, viewId: null })
      expect(requests.filter(({ route }) => route !== 'contextual')).toEqual([])
    })

    it('delivers play and completion where the origin may store nothing', () => {
      const { canStore, diagnostics, requests } = session.withoutStorage
      expect(canStore).toBe(false)
      // The second tells of IndexedDB, which 538 is not asked for.
      expect(diagnostics).toEqual(session.isFake ? ['storage-unavailable'] : ['storage-unavailable', 'storage-failed'])
      const events = requests
        .filter(({ route }) => route === 'ccs')
        .flatMap(({ body }) => (body as { events: { name: string }[] }).events.map(({ name }) => name))
      expect(events.slice(0, 2)).toEqual(['Videoview', 'VideoCompletion'])
    })

    it('delivers them from a packaged page, whose origin is null or file, and leaves no cookie', () => {
      const { cookies, requests, diagnostics } = session.packaged
      const sent = requests.filter(({ route }) => route === 'ccs')
      expect(
        sent.slice(0, 2).flatMap(({ body }) => (body as { events: { name: string }[] }).events.map(({ name }) => name)),
      ).toEqual(['Videoview', 'VideoCompletion'])
      expect([...new Set(sent.map(({ headers }) => headers['origin']))]).toEqual([
        engine.startsWith('chromium') ? 'null' : 'file://',
      ])
      expect(cookies).toBe('')
      expect(diagnostics).toEqual([])
    })

    it('meets no uncaught error', () => {
      expect(session.errors).toEqual([])
    })
  })
}
