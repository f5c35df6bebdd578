/**
 * `ctv-tracker/react-native` in Hermes, and in the JavaScriptCore of this machine: a film, a kill, the next process, a refusal.
 * What is real and what is a fake: `play-react-native.ts`.
 */
import { beforeAll, describe, expect, it } from 'vitest'
import { runSessions } from '../e2e/two-at-a-time.ts'
import type { Sessions } from '../e2e/two-at-a-time.ts'
import type { BareName } from './engines.ts'
import { BARE } from './engines.ts'
import type { NativeSession } from './play-react-native.ts'
import { playReactNative } from './play-react-native.ts'
import { STARTED } from './play-session.ts'
import { chosenBare } from './selection.ts'

const UUID_V4 = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

const consoles = BARE.filter(({ kind }) => kind !== 'node').map(({ name }) => name)
const runnable = (await chosenBare())
  .filter(({ name, obstacle }) => obstacle === null && consoles.includes(name))
  .map(({ name }) => name)
let sessions: Sessions<BareName, NativeSession>

beforeAll(async () => {
  sessions = await runSessions(runnable, playReactNative)
})

describe.each(runnable)('%s', (name) => {
  let session: NativeSession
  beforeAll(() => {
    session = sessions.of(name)
  })

  it('touches no native module, makes no id and asks only Contextual before consent', () => {
    const { calls, look, routes } = session.beforeConsent
    expect({ calls, routes }).toEqual({ calls: [], routes: ['contextual'] })
    expect(look.ids).toEqual({ userId: null, sessionId: null, viewId: null })
    expect(look.storage).toEqual({ ids: null, queue: null })
  })

  it('keeps ids and queue in AsyncStorage, and says so', () => {
    const { look, rows } = session.film
    expect(look.storage).toEqual({ ids: 'AsyncStorage', queue: 'AsyncStorage' })
    expect(look.ids.userId).toMatch(UUID_V4)
    expect(rows).toEqual([
      'ctv-tracker.r.kv:activations',
      'ctv-tracker.r.kv:id',
      'ctv-tracker.r.kv:session',
      expect.stringMatching(/^ctv-tracker\.r\.p:/),
      expect.stringMatching(/^ctv-tracker\.r\.v:/),
    ])
  })

  it('measures a film of react-native-video, and sends its play', () => {
    expect(session.film.look.spentS[0]).toBeGreaterThan(1.4)
    expect(session.film.look.behavioral).toContain(STARTED)
  })

  it('completes in the next process the view that a kill cut off', () => {
    const { look } = session.film
    const [completion, ...more] = session.afterKill.events
    expect(completion).toMatchObject({ name: 'VideoCompletion', viewId: look.ids.viewId })
    expect(completion!.spentS).toBeCloseTo(look.spentS[0]!, 0)
    expect(more).toEqual([])
  })

  it('has nothing on the line after the grant, and everything once it is ready', () => {
    const { atGrant, ready } = session.afterKill
    expect(atGrant.atGrant).toEqual([])
    expect(ready.behavioral).toContain(STARTED)
    expect(ready.ids.userId).toBe(session.film.look.ids.userId)
  })

  it('leaves nothing after a refusal', () => {
    const { before, after, look } = session.refusal
    expect(before).not.toEqual([])
    expect(after).toEqual([])
    expect(look.ids).toEqual({ userId: null, sessionId: null, viewId: null })
  })

  it('deletes at a refusal at the start what an earlier process left, unread, and leaves the rows of the app', () => {
    expect(session.denied).toMatchObject({ rows: ['basket'], reads: [] })
  })

  it('throws nothing, and has nothing to say', () => {
    for (const look of [session.film.look, session.afterKill.ready, session.refusal.look])
      expect([...look.thrown, ...look.diagnostics]).toEqual([])
  })
})
