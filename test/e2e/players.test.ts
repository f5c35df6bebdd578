/** The hooks of players over the real players in a real browser: what was counted, against what was shown frame by frame. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { PlayerSignal } from '../../src/api.ts'
import type { Emulator } from '../../tools/emulator/index.ts'
import { startEmulator } from '../../tools/emulator/index.ts'
import type { EngineName } from '../engines/engines.ts'
import type { Browser } from '../support/browser/launch.ts'
import { launchBrowser } from '../support/browser/launch.ts'
import { missingLibraries } from '../support/browser/libraries.ts'
import { MOVIE_S, NEXT_S, PERIODS_AD_SPAN } from '../support/streams.ts'
import { live, periods, recorded } from './player-sessions.ts'
import type { PlayerName, PlayerOutcome, PlayerStage } from './player-stage.ts'
import { playOn } from './player-stage.ts'
import type { Showing } from './shown.ts'
import { shareShown } from './shown.ts'
import type { Sessions } from './two-at-a-time.ts'
import { runSessions } from './two-at-a-time.ts'

const ENGINE: EngineName = 'chromium-119'

/** How far counted numbers may lie from what was shown. */
const TIME_TOLERANCE_S = 0.5
const SHARE_TOLERANCE = 0.02

const PLAYERS: PlayerName[] = ['videojs', 'shaka', 'hlsjs', 'dashjs']

const SESSIONS: Record<string, (stage: PlayerStage) => Promise<void>> = {}
for (const player of PLAYERS) Object.assign(SESSIONS, { [`${player}, recorded`]: recorded, [`${player}, live`]: live, [`${player}, periods`]: periods })

const names = Object.keys(SESSIONS).filter((name) => name.includes(process.env.SESSION ?? ''))

const missing = await missingLibraries(ENGINE)
const reason = missing.length > 0 ? ` (not run: ${missing.join(', ')})` : ''

/** Of the content alone: a stitched ad is in the timeline, not in the share. */
function shareOf(showing: Showing): number {
  const adS = showing.src === 'periods' ? PERIODS_AD_SPAN[1] - PERIODS_AD_SPAN[0] : 0
  return shareShown({ ...showing, durationS: showing.durationS - adS })
}

describe.skipIf(missing.length > 0)(`counted and shown by players in ${ENGINE}${reason}`, () => {
  let emulator: Emulator | undefined
  let browser: Browser | undefined
  let sessions: Sessions<string, PlayerOutcome>

  beforeAll(async () => {
    const api = (emulator = await startEmulator())
    const engine = (browser = await launchBrowser({ engine: ENGINE, args: ['--autoplay-policy=no-user-gesture-required'] }))
    sessions = await runSessions(names, (name) => playOn(name.split(',')[0] as PlayerName, name.split(', ')[1]!, engine, api, SESSIONS[name]!))
  }, 240_000)

  afterAll(async () => {
    await browser?.close()
    await emulator?.stop()
    console.log(formatTable())
  })

  function expectTruth({ shown, counted }: PlayerOutcome, ids: string[]): void {
    expect(counted.map(({ contentId }) => contentId)).toEqual(ids)
    expect(shown.map(({ src }) => src)).toEqual(ids)
    for (const [i, { timeSpentSeconds, percentageWatched }] of counted.entries()) {
      expect(Math.abs(timeSpentSeconds - shown[i]!.playedS)).toBeLessThanOrEqual(TIME_TOLERANCE_S)
      if (ids[i] !== 'live') expect(Math.abs(percentageWatched - shareOf(shown[i]!))).toBeLessThanOrEqual(SHARE_TOLERANCE)
    }
  }

  it.each(names.filter((name) => name.endsWith('recorded')))('counts what was shown, over a change of the source: %s', (name) => {
    const outcome = sessions.of(name)
    expect(outcome.errors).toEqual([])
    expectTruth(outcome, ['movie', 'next'])
    expect(outcome.shown[0]!.durationS + outcome.shown[1]!.durationS).toBe(MOVIE_S + NEXT_S)
  })

  it.each(names.filter((name) => name.endsWith('recorded')))('tells a second hook on the same player the same: %s', (name) => {
    const { signals, echo } = sessions.of(name)
    const told = (list: PlayerSignal[]): string => /^.*?ended/.exec(list.map(({ signal }) => signal).filter((signal) => /pause|seek|rate|ended/.test(signal)).join())![0]
    expect(told(echo)).toBe(told(signals))
  })

  it.each(names.filter((name) => name.endsWith('live')))('counts the time of a live window, and no share: %s', (name) => {
    const outcome = sessions.of(name)
    expect(outcome.errors).toEqual([])
    expectTruth(outcome, ['live'])
    expect(outcome.totals.percentageWatched).toBeNull()
  })

  it.each(names.filter((name) => name.endsWith('periods')))('counts the content and not the ad in a period of its own: %s', (name) => {
    const outcome = sessions.of(name)
    expect(outcome.errors).toEqual([])
    expectTruth(outcome, ['periods'])
  })

  it.each(names)('leaves no listener behind: %s', (name) => {
    const [before, during, after] = sessions.of(name).listeners
    expect(during).toBeGreaterThan(before!)
    expect(after).toBe(before)
  })

  function formatTable(): string {
    const rows = names.flatMap((name) => {
      const { shown, counted } = sessions.of(name)
      return counted.map(({ contentId, timeSpentSeconds, percentageWatched }, i) => {
        const showing = shown[i]
        const figures = [showing?.playedS.toFixed(2), timeSpentSeconds.toFixed(2), showing && shareOf(showing).toFixed(3), percentageWatched.toFixed(3)]
        return `${name}: ${contentId}`.padEnd(30) + figures.map((figure) => (figure ?? '?').padStart(10)).join('')
      })
    })
    return ['session'.padEnd(30) + ['shown s', 'counted s', 'shown', 'counted'].map((head) => head.padStart(10)).join(''), ...rows].join('\n')
  }
})
