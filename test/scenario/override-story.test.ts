/**
 * A story with every tool in it: a viewer of sports is shown what sports viewers are shown, is kept out of the
 * cohort from the command line, plays a clip, and the ad changes back.
 */
import { readFileSync } from 'node:fs'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { decide, parseKeyValues, parseRules } from '../../demo-app/server/ads/decision.ts'
import type { Tracker } from '../../src/api.ts'
import { decorateAdTag } from '../../src/ads/index.ts'
import type { Evening } from '../support/evening/evening.ts'
import { SPORTS, startApp, startEvening } from '../support/evening/evening.ts'
import { createFakePlayer } from '../support/fakes/fake-player.ts'
import { buildToolsCommand } from '../support/packages/tools-command.ts'
import type { ToolsCommand } from '../support/packages/tools-command.ts'

const SECRET_KEY = 'secret-00000000-0000-4000-8000-000000000002'
const adRules = parseRules(readFileSync(new URL('../../demo-app/server/ads/rules.json', import.meta.url), 'utf8'))

let command: ToolsCommand
let evening: Evening

beforeAll(async () => {
  command = await buildToolsCommand(process.cwd())
}, 60_000)
beforeEach(async () => {
  evening = await startEvening(undefined, { listen: true })
})
afterEach(() => evening.emulator.stop())
afterAll(() => command.dispose())

/** What an operator types. */
async function segments(...args: string[]): Promise<void> {
  const access = ['--endpoint', evening.emulator.url, '--network', '42']
  expect(
    await command.run(['segments', ...args, ...access], { env: { CTV_TRACKER_SECRET_KEY: SECRET_KEY } }),
  ).toMatchObject({ code: 0, err: '' })
}

async function playClip(tracker: Tracker, id: string): Promise<void> {
  const player = createFakePlayer(evening.device, 60)
  const view = tracker.watch(player, { ...SPORTS, id })
  await player.play(3)
  view.end()
  await evening.device.settle()
}

/** The ad that the demo's ad server picks for the app's next ad call. */
function nextAd(tracker: Tracker): string {
  const tag = decorateAdTag(
    'https://ads.example/gampad/ads?sz=640x480',
    tracker.activations.get('gam', { split: true }),
    'gam',
  )
  return decide(adRules, parseKeyValues(new URL(tag).searchParams.get('cust_params') ?? '')).id
}

describe('a viewer who is blocked from the command line', () => {
  it('sees the ad change back after the next clip, and again after a reset', async () => {
    const { tracker } = startApp(evening, { consent: 'granted' })
    expect(nextAd(tracker)).toBe('ad-house')
    await playClip(tracker, 'one')
    await playClip(tracker, 'two')
    expect(nextAd(tracker)).toBe('ad-sports')

    await segments('block', tracker.ids.userId!, '12345', '--description', 'test television')
    // Queued, not done: the television hears of it with its next answer.
    expect(nextAd(tracker)).toBe('ad-sports')
    await playClip(tracker, 'three')
    expect(nextAd(tracker)).toBe('ad-house')
    expect(tracker.cohorts).not.toContain('12345')

    await segments('reset', tracker.ids.userId!, '12345')
    expect(nextAd(tracker)).toBe('ad-house')
    await playClip(tracker, 'four')
    expect(nextAd(tracker)).toBe('ad-sports')
  }, 30_000)

  it('may be named by the login the app knows, before the first clip ever', async () => {
    await segments('add', 'viewer@example.com', '12345')
    const { tracker } = startApp(evening, {
      consent: 'granted',
      identity: { aliases: [{ tag: 'internal_id', id: 'viewer@example.com' }] },
    })
    await playClip(tracker, 'one')
    expect(nextAd(tracker)).toBe('ad-sports')
  }, 30_000)
})
