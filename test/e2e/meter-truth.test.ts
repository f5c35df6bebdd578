/** The meter in a real browser with real video: what was counted, against what was shown frame by frame. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Emulator } from '../../tools/emulator/index.ts'
import { startEmulator } from '../../tools/emulator/index.ts'
import type { ChromiumName } from '../engines/engines.ts'
import type { Browser } from '../support/browser/launch.ts'
import { launchBrowser } from '../support/browser/launch.ts'
import { missingLibraries } from '../support/browser/libraries.ts'
import type { SessionName } from './meter-truth-sessions.ts'
import { SESSIONS, STORM_S, STORM_STEP_MS } from './meter-truth-sessions.ts'
import type { Outcome } from './meter-truth-stage.ts'
import { playSession } from './meter-truth-stage.ts'
import { shareShown } from './shown.ts'
import type { Sessions } from './two-at-a-time.ts'
import { runSessions } from './two-at-a-time.ts'

/** It tells of each frame it presents. */
const ENGINE: ChromiumName = 'chromium-119'

/** How far counted numbers may lie from what was shown. */
const TIME_TOLERANCE_S = 0.5
const SHARE_TOLERANCE = 0.02

const names = Object.keys(SESSIONS) as SessionName[]

/**
 * What may be shown and is not counted: between two skips less than half a second apart, an engine that shows pictures cannot be told
 * from one that shows none (docs/measurement.md, limits).
 */
const UNCOUNTED_S: Partial<Record<SessionName, number>> = { 'seek storm': (STORM_S.length * STORM_STEP_MS) / 1000 }

/** Two contents, a loop and a replay are two views each. */
const VIEWS: Partial<Record<SessionName, string[]>> = {
  'next content': ['tennis', 'train'],
  loop: ['ad-house', 'ad-house'],
  replay: ['ad-nature', 'ad-nature'],
}

const missing = await missingLibraries(ENGINE)
const reason = missing.length > 0 ? ` (not run: ${missing.join(', ')})` : ''

describe.skipIf(missing.length > 0)(`counted and shown in ${ENGINE}${reason}`, () => {
  let emulator: Emulator | undefined
  let browser: Browser | undefined
  let sessions: Sessions<SessionName, Outcome>

  beforeAll(async () => {
    const api = (emulator = await startEmulator())
    const engine = (browser = await launchBrowser({ engine: ENGINE }))
    sessions = await runSessions(names, (name) => playSession(name, engine, api, SESSIONS[name]))
  }, 120_000)

  afterAll(async () => {
    await browser?.close()
    await emulator?.stop()
    console.log(formatTable(sessions))
  })

  for (const name of names) {
    it(`counts what was shown: ${name}`, () => {
      const { shown, counted, totals, errors } = sessions.of(name)
      expect(errors).toEqual([])
      expect(counted).toHaveLength(VIEWS[name]?.length ?? 1)
      if (VIEWS[name]) expect(counted.map(({ contentId }) => contentId)).toEqual(VIEWS[name])
      expect(shown).toHaveLength(counted.length)
      for (const [i, { timeSpentSeconds, percentageWatched }] of counted.entries()) {
        const { playedS, durationS } = shown[i]!
        const uncountedS = UNCOUNTED_S[name] ?? 0
        const excessS = timeSpentSeconds - playedS
        expect(excessS).toBeLessThanOrEqual(TIME_TOLERANCE_S)
        expect(-excessS).toBeLessThanOrEqual(TIME_TOLERANCE_S + uncountedS)
        const excess = percentageWatched - shareShown(shown[i]!)
        expect(excess).toBeLessThanOrEqual(SHARE_TOLERANCE)
        expect(-excess).toBeLessThanOrEqual(SHARE_TOLERANCE + uncountedS / durationS)
      }
      expect(counted.at(-1)).toMatchObject({
        timeSpentSeconds: totals.timeSpentSeconds,
        percentageWatched: expect.closeTo(totals.percentageWatched!, 4),
      })
    })
  }
})

function formatTable(sessions: Sessions<SessionName, Outcome>): string {
  const rows = names.flatMap((name) => {
    const { shown, counted } = sessions.of(name)
    return counted.map(({ timeSpentSeconds, percentageWatched }, i) => {
      const showing = shown[i]
      const figures = [
        showing?.playedS.toFixed(2),
        timeSpentSeconds.toFixed(2),
        showing && shareShown(showing).toFixed(3),
        percentageWatched.toFixed(3),
      ]
      return (
        (counted.length > 1 ? `${name}, view ${i + 1}` : name).padEnd(22) +
        figures.map((figure) => (figure ?? '?').padStart(10)).join('')
      )
    })
  })
  return [
    'session'.padEnd(22) + ['shown s', 'counted s', 'shown', 'counted'].map((head) => head.padStart(10)).join(''),
    ...rows,
  ].join('\n')
}
