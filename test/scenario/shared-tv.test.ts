/**
 * One TV, two profiles: Anna consented, Ben was not asked yet. Consent belongs to the profile: the app states it at each switch.
 */
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { ConsentStatus } from '../../src/api.ts'
import { createFakePlayer } from '../support/fakes/fake-player.ts'
import type { Evening } from '../support/evening/evening.ts'
import { SPORTS, startApp, startEvening } from '../support/evening/evening.ts'

const ANNA = { tag: 'profile', id: 'anna' }
const BEN = { tag: 'profile', id: 'ben' }
const COHORTS: Record<string, string[]> = { anna: ['cooking', 'travel'], ben: ['football'] }

let evening: Evening
beforeEach(async () => {
  evening = await startEvening()
  evening.device.answer = ({ url, body }) => {
    if (!url.includes('/ccs/')) return { status: 200, body: '{"activations":{"dfp":["of-the-content"]}}' }
    const { alias } = JSON.parse(body) as { alias: { id: string } }
    const ids = COHORTS[alias.id]!
    return {
      status: 200,
      body: JSON.stringify({ user_id: 'user-of-' + alias.id, cohorts: ids, activations: { dfp: ids } }),
    }
  }
})
afterEach(() => evening.emulator.stop())

/** Names of the events sent under each profile. */
const sentAs = (who: string) =>
  evening.device.sent
    .filter(({ json }) => (json['alias'] as { id: string } | undefined)?.id === who)
    .flatMap(({ json }) => (json['events'] as { name: string }[]).map(({ name }) => name))

/** The app of a TV with profiles: its consent source speaks for whoever is watching. */
function startTv() {
  let say: (status: ConsentStatus) => void = () => {}
  const source = {
    subscribe(listener: typeof say) {
      say = listener
      return () => {}
    },
  }
  const run = startApp(evening, { consent: source, identity: { aliases: [ANNA] } })
  const player = createFakePlayer(evening.device, 600)
  return {
    ...run,
    player,
    say: (status: ConsentStatus) => say(status),
    /** What the ad call of a content would carry. */
    adCall: () => run.tracker.activations.get('dfp', { split: true }),
    /** Ends the open views under who is leaving, then says what the next one decided. */
    switchTo(profile: typeof ANNA, decided: ConsentStatus) {
      run.tracker.identify(profile)
      say(decided)
    },
  }
}

/** Anna watches for ten seconds and leaves her view open. */
async function annaWatches(tv: ReturnType<typeof startTv>) {
  tv.say('granted')
  tv.tracker.watch(tv.player, SPORTS)
  await tv.player.play(10)
  expect(tv.adCall()).toEqual({ behavioral: COHORTS['anna'], contextual: ['of-the-content'] })
}

it('Ben, who was not asked yet, sees ads for the content alone, and nothing he does is stored or sent', async () => {
  const tv = startTv()
  await annaWatches(tv)
  tv.switchTo(BEN, 'unknown')
  const kept = evening.device.keyValue.keys().map((key) => evening.device.keyValue.get(key))
  expect(tv.adCall()).toEqual({ behavioral: [], contextual: ['of-the-content'] })
  expect(tv.tracker.cohorts).toEqual([])
  expect(tv.tracker.ids).toEqual({ userId: null, sessionId: null, viewId: null })
  tv.tracker.track('Pageview')
  await tv.player.play(10)
  await evening.device.advance(60_000)
  expect(sentAs('ben')).toEqual([])
  expect(evening.device.keyValue.keys().map((key) => evening.device.keyValue.get(key))).toEqual(kept)
  expect(JSON.stringify(tv.adCall())).not.toMatch(/cooking|travel/)

  // Anna's completion, unwritten when the gate shut, is recovered at the next grant.
  tv.player.pause()
  tv.switchTo(ANNA, 'granted')
  await evening.device.advance(60_000)
  expect(sentAs('anna').filter((name) => name === 'VideoCompletion')).toEqual(['VideoCompletion'])
  expect(sentAs('ben')).toEqual([])
})

it('Ben, who consented, starts without cohorts and gets his own', async () => {
  const tv = startTv()
  await annaWatches(tv)
  tv.switchTo(BEN, 'granted')
  expect(tv.adCall().behavioral).toEqual([])
  expect(tv.tracker.cohorts).toEqual([])
  expect(tv.tracker.ids.userId).toBeNull()
  await tv.player.play(5)
  expect(tv.adCall().behavioral).toEqual(COHORTS['ben'])
  expect(tv.tracker.ids.userId).toBe('user-of-ben')
})

it.each(['granted', 'unknown'] as const)(
  'Anna’s view is completed under Anna, whatever Ben decided (%s), also with the network gone at the switch',
  async (decided) => {
    const tv = startTv()
    await annaWatches(tv)
    evening.device.isOnline = false
    tv.switchTo(BEN, 'granted')
    await evening.device.settle()
    tv.say(decided)
    evening.device.isOnline = true
    await evening.device.advance(60_000)
    expect(sentAs('ben').filter((name) => name === 'VideoCompletion')).toEqual([])
    // What was accepted of Anna's waits on the device until someone consents.
    tv.switchTo(ANNA, 'granted')
    await evening.device.advance(60_000)
    expect(
      sentAs('anna')
        .filter((name) => /^Video/.test(name))
        .slice(0, 2),
    ).toEqual(['Videoview', 'VideoCompletion'])
  },
)

it('back at Anna’s, the ad call carries her cached cohorts at once and none of Ben’s, also after a restart', async () => {
  const tv = startTv()
  await annaWatches(tv)
  tv.switchTo(BEN, 'granted')
  await tv.player.play(5)
  expect(tv.adCall().behavioral).toEqual(COHORTS['ben'])
  evening.device.isOnline = false
  tv.switchTo(ANNA, 'granted')
  expect(tv.adCall().behavioral).toEqual(COHORTS['anna'])
  tv.process.kill()

  const next = startTv()
  next.say('granted')
  expect(next.adCall().behavioral).toEqual(COHORTS['anna'])
  next.switchTo(BEN, 'granted')
  expect(next.adCall().behavioral).toEqual(COHORTS['ben'])
})

it('a late answer for Anna does not reach Ben', async () => {
  const tv = startTv()
  tv.say('granted')
  await evening.device.settle()
  evening.device.steps = []
  tv.tracker.track('Pageview')
  while (!sentAs('anna')[0]) evening.device.steps.shift()!()
  tv.switchTo(BEN, 'granted')
  const heard = tv.heard.activations.length
  await evening.device.settle()
  expect(tv.adCall().behavioral).toEqual([])
  expect(tv.heard.activations.slice(heard).filter(({ source }) => source === 'ccs')).toEqual([])
  tv.switchTo(ANNA, 'granted')
  expect(tv.adCall().behavioral).toEqual(COHORTS['anna'])
})

it('a refusal by Ben deletes what the TV holds of Anna as well: the device is one', async () => {
  const tv = startTv()
  await annaWatches(tv)
  tv.switchTo(BEN, 'denied')
  await evening.device.settle()
  expect([...evening.device.keyValue.keys(), ...evening.device.rows.keys()]).toEqual([])
  tv.switchTo(ANNA, 'granted')
  expect(tv.adCall().behavioral).toEqual([])
})
