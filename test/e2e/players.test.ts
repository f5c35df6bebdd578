/** The hooks of players over the real players in a real browser: what was counted, against what was shown frame by frame. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { PlayerSignal } from '../../src/api.ts'
import type { Emulator } from '../../tools/emulator/index.ts'
import { startEmulator } from '../../tools/emulator/index.ts'
import type { ChromiumName } from '../engines/engines.ts'
import type { Browser } from '../support/browser/launch.ts'
import { launchBrowser } from '../support/browser/launch.ts'
import { missingLibraries } from '../support/browser/libraries.ts'
import { AD_S, MOVIE_S, NEXT_S, PERIODS_AD_SPAN, RECORDING_START_S } from '../support/browser/streams.ts'
import {
  adBreaks,
  clip,
  dashRecording,
  failover,
  interstitial,
  live,
  periods,
  recorded,
  recording,
  separatePeriods,
  stall,
  trickPlay,
} from './player-sessions.ts'
import type { PlayerName, PlayerOutcome, PlayerStage } from './player-stage.ts'
import { playOn } from './player-stage.ts'
import type { Showing } from './shown.ts'
import { shareShown } from './shown.ts'
import type { Sessions } from './two-at-a-time.ts'
import { runSessions } from './two-at-a-time.ts'

const ENGINE: ChromiumName = 'chromium-119'

/** How far counted numbers may lie from what was shown. */
const TIME_TOLERANCE_S = 0.5
/** The same where nothing but beginning and end is uncertain. */
const CLOSE_S = 0.25
const SHARE_TOLERANCE = 0.02

const PLAYERS: PlayerName[] = ['videojs', 'shaka', 'hlsjs', 'dashjs']

const SESSIONS: Record<string, (stage: PlayerStage) => Promise<void>> = {
  'videojs, ad breaks': adBreaks,
  'videojs, DASH recording': dashRecording,
  'shaka, stall': stall,
  'shaka, trick play': trickPlay,
  'hlsjs, interstitial': interstitial,
  'dashjs, separate periods': separatePeriods,
}
for (const player of PLAYERS)
  Object.assign(SESSIONS, {
    [`${player}, recorded`]: recorded,
    [`${player}, live`]: live,
    [`${player}, periods`]: periods,
    [`${player}, recording`]: recording,
    [`${player}, failover`]: failover,
    [`${player}, clip`]: clip,
  })

const names = Object.keys(SESSIONS)

const missing = await missingLibraries(ENGINE)
const reason = missing.length > 0 ? ` (not run: ${missing.join(', ')})` : ''

/** Of the content alone: a stitched ad is in the timeline, not in the share. */
function shareOf(showing: Showing): number {
  const adS = showing.src === 'periods' ? PERIODS_AD_SPAN[1] - PERIODS_AD_SPAN[0] : 0
  const startS = showing.src === 'recording' ? RECORDING_START_S : 0
  return shareShown({ ...showing, durationS: showing.durationS - adS - startS })
}

describe.skipIf(missing.length > 0)(`counted and shown by players in ${ENGINE}${reason}`, () => {
  let emulator: Emulator | undefined
  let browser: Browser | undefined
  let sessions: Sessions<string, PlayerOutcome>

  beforeAll(async () => {
    const api = (emulator = await startEmulator())
    const engine = (browser = await launchBrowser({
      engine: ENGINE,
      args: ['--autoplay-policy=no-user-gesture-required'],
    }))
    // One at a time: players that decode, fetch and append side by side keep pictures from the screen.
    sessions = await runSessions(
      names,
      (name) => playOn(name.split(',')[0] as PlayerName, name.split(', ')[1]!, engine, api, SESSIONS[name]!),
      1,
    )
  }, 900_000)

  afterAll(async () => {
    await browser?.close()
    await emulator?.stop()
    console.log(formatTable())
  })

  function expectTruth({ shown, counted }: PlayerOutcome, ids: string[], toleranceS = TIME_TOLERANCE_S): void {
    expect(counted.map(({ contentId }) => contentId)).toEqual(ids)
    expect(shown.map(({ src }) => src)).toEqual(ids)
    for (const [i, { timeSpentSeconds, percentageWatched }] of counted.entries()) {
      expect(Math.abs(timeSpentSeconds - shown[i]!.playedS)).toBeLessThanOrEqual(toleranceS)
      if (ids[i] !== 'live')
        expect(Math.abs(percentageWatched - shareOf(shown[i]!))).toBeLessThanOrEqual(SHARE_TOLERANCE + 1e-9)
    }
  }

  it.each(names.filter((name) => name.endsWith('recorded')))(
    'counts what was shown, over a change of the source: %s',
    (name) => {
      const outcome = sessions.of(name)
      expect(outcome.errors).toEqual([])
      expectTruth(outcome, ['movie', 'next'])
      expect(outcome.shown[0]!.durationS + outcome.shown[1]!.durationS).toBe(MOVIE_S + NEXT_S)
    },
  )

  it.each(names.filter((name) => name.endsWith('recorded')))(
    'tells a second hook on the same player the same: %s',
    (name) => {
      const { signals, echo } = sessions.of(name)
      const told = (list: PlayerSignal[]): string =>
        /^.*?ended/.exec(
          list
            .map(({ signal }) => signal)
            .filter((signal) => /pause|seek|rate|ended/.test(signal))
            .join(),
        )![0]
      expect(told(echo)).toBe(told(signals))
    },
  )

  it.each(names.filter((name) => /recording|clip/.test(name)))(
    'counts all of what was shown from its beginning to its end, wherever that lies: %s',
    (name) => {
      const outcome = sessions.of(name)
      expect(outcome.errors).toEqual([])
      expectTruth(outcome, [outcome.shown[0]!.src], CLOSE_S)
      expect(outcome.totals).toMatchObject({ completed: true, reachedEnd: true })
      expect(outcome.totals.percentageWatched).toBeGreaterThan(0.98)
    },
  )

  it.each(['shaka, clip', 'hlsjs, clip', 'dashjs, clip'])(
    'sends the ids of view and content with the requests for media: %s',
    (name) => {
      const { cmcd, viewIds } = sessions.of(name)
      expect(cmcd.at(-1)).toContain(`sid="${viewIds.at(-1)!}"`)
      expect(cmcd.at(-1)).toContain('cid="ad"')
    },
  )

  it.each(names.filter((name) => name.endsWith('failover')))(
    'counts nothing of the time in which the source is loaded again: %s',
    (name) => {
      expectTruth(sessions.of(name), ['movie'], CLOSE_S)
      expect(sessions.of(name).totals.coverage[0]![0]).toBe(0)
      expect(sessions.of(name).totals.coverage.at(-1)![1]).toBeGreaterThan(6.5)
    },
  )

  it.each(names.filter((name) => name.endsWith('live')))(
    'counts the time of a live window, and no share: %s',
    (name) => {
      const outcome = sessions.of(name)
      expect(outcome.errors).toEqual([])
      expectTruth(outcome, ['live'], CLOSE_S)
      expect(outcome.totals.percentageWatched).toBeNull()
    },
  )

  it('takes live from the playlist, for the element’s duration is finite and grows: hls.js', () => {
    const durations = sessions
      .of('hlsjs, live')
      .signals.flatMap(({ duration }) => (Number(duration) > 0 ? [Number(duration)] : []))
    expect(durations.every(Number.isFinite)).toBe(true)
    expect(durations.at(-1)).toBeGreaterThan(durations[0]! + 2)
  })

  it.each(names.filter((name) => name.endsWith(', periods')))(
    'counts the content and not the ad in a period of its own: %s',
    (name) => {
      const outcome = sessions.of(name)
      expect(outcome.errors).toEqual([])
      expectTruth(outcome, ['periods'])
    },
  )

  it('counts neither the time nor the pictures of ad breaks in the same video: Video.js with contrib-ads', () => {
    const outcome = sessions.of('videojs, ad breaks')
    expectTruth(outcome, ['nature'])
    const { totals, signals, echoTotals } = outcome
    expect(signals.map(({ signal }) => signal).filter((signal) => signal.startsWith('ad-'))).toEqual([
      'ad-start',
      'ad-end',
      'ad-start',
      'ad-end',
      'ad-start',
      'ad-end',
    ])
    expect(totals.reachedEnd).toBe(true)
    expect(totals.adTimeSeconds).toBeGreaterThan(2.5 * AD_S)
    // A hook that came before contrib-ads hears the ads' events unnamed.
    expect(echoTotals.timeSpentSeconds).toBeCloseTo(totals.timeSpentSeconds, 0)
    expect(echoTotals.percentageWatched).toBeCloseTo(totals.percentageWatched!, 1)
  })

  it('takes the element’s rate of 0 for buffering: Shaka Player', () => {
    const outcome = sessions.of('shaka, stall')
    expectTruth(outcome, ['movie'])
    expect(outcome.signals.some(({ rate }) => rate === 0)).toBe(false)
    expect(outcome.signals.map(({ signal }) => signal)).toContain('waiting')
  })

  it('takes trick play for what it is, also by small seeks at a rate of 0: Shaka Player', () => {
    const outcome = sessions.of('shaka, trick play')
    expectTruth(outcome, ['movie'])
    expect(new Set(outcome.signals.map(({ rate }) => rate))).toEqual(new Set([1, 4, -4]))
  })

  it('counts the ad’s time apart while an interstitial borrows the video: hls.js', () => {
    const outcome = sessions.of('hlsjs, interstitial')
    expectTruth(outcome, ['interstitial'])
    expect(outcome.totals.adTimeSeconds).toBeGreaterThan(AD_S - 0.5)
    expect(outcome.totals.adTimeSeconds).toBeLessThan(AD_S + 1.5)
  })

  it('takes the end of the last period alone for the end: dash.js', () => {
    const outcome = sessions.of('dashjs, separate periods')
    expectTruth(outcome, ['periods'])
    expect(outcome.signals.filter(({ signal }) => signal === 'ended')).toEqual([
      expect.objectContaining({ position: expect.closeTo(MOVIE_S, 0) }),
    ])
    expect(outcome.totals.reachedEnd).toBe(true)
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
        const figures = [
          showing?.playedS.toFixed(2),
          timeSpentSeconds.toFixed(2),
          ...(contentId === 'live'
            ? ['-', '-']
            : [showing && shareOf(showing).toFixed(3), percentageWatched.toFixed(3)]),
        ]
        return `${name}: ${contentId}`.padEnd(30) + figures.map((figure) => (figure ?? '?').padStart(10)).join('')
      })
    })
    return [
      'session'.padEnd(30) + ['shown s', 'counted s', 'shown', 'counted'].map((head) => head.padStart(10)).join(''),
      ...rows,
    ].join('\n')
  }
})
