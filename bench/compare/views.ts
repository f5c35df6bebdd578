/** The twelve scripted views of `test/fixtures/twelve-views.json`, with what the wall clock does during them, and twelve more. */
import { readFileSync } from 'node:fs'
import { troubledViews } from '../views/troubled-views.ts'
import type { Row } from './stage.ts'

interface GoldenCase {
  name: string
  content_duration: number
  trace: Row[]
  expect: {
    time_spent_seconds: number
    percentage_watched: number
    tolerance: { time_spent_seconds: number; percentage_watched: number }
  }
}

export interface Truth {
  timeS: number
  /** A second reading of the time spent that is as good; else none. */
  otherTimeS?: number
  /** Null: there is none, as in live. */
  share: number | null
  timeToleranceS: number
  shareTolerance: number
}

export interface ScriptedView {
  name: string
  title: string
  durationS: number
  rows: Row[]
  truth: Truth
}

const WALL = '_wall_clock_only'

const TITLES: Readonly<Record<string, string>> = {
  S1: 'straight through, 600 s',
  S2: 'seek from 60 s to 500 s',
  S3: 'the first 100 s twice, after a seek',
  S4: 'a stall of 30 s',
  S5: 'the set sleeps for an hour, without an event',
  S6: 'the wall clock goes back an hour',
  S7: 'the wall clock goes ahead 20 years',
  S8: 'double speed, 150 s',
  S9: 'a pre-roll of 30 s, then 60 s',
  S10: 'a position every 1.005 s only',
  S11: 'a skip ahead without an event',
  S12: 'back to the start without an event',
}

/** Where the clocks part, the file has the same view once by each clock. */
function withWallClock(rows: readonly Row[], byWall: readonly Row[] | undefined): Row[] {
  if (!byWall) return [...rows]
  let aheadMs = 0
  return rows.map((row, place) => {
    const ahead = byWall[place]!.t - row.t
    if (ahead === aheadMs) return row
    aheadMs = ahead
    return { ...row, aheadMs }
  })
}

export function readScriptedViews(): ScriptedView[] {
  const all = JSON.parse(
    readFileSync(new URL('../../test/fixtures/twelve-views.json', import.meta.url), 'utf8'),
  ) as GoldenCase[]
  return all
    .filter(({ name }) => !name.endsWith(WALL))
    .map(({ name, content_duration: durationS, trace, expect }) => {
      const place = name.split('_')[0]!
      const { tolerance } = expect
      const truth: Truth = {
        timeS: expect.time_spent_seconds,
        share: expect.percentage_watched,
        timeToleranceS: tolerance.time_spent_seconds,
        shareTolerance: tolerance.percentage_watched,
      }
      // Seconds of the viewer or of the film: a tracker may mean either.
      if (place === 'S8') truth.otherTimeS = 300
      return {
        name: place,
        title: TITLES[place]!,
        durationS,
        rows: withWallClock(trace, all.find((other) => other.name === name + WALL)?.trace),
        truth,
      }
    })
}

/** All of them, in the order of the tables. */
export const readAllViews = (): ScriptedView[] => [...readScriptedViews(), ...troubledViews()]
