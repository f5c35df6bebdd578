/**
 * What every packaged app must have done on an evening, whatever the platform.
 */
import { expect } from 'vitest'
import type { AppEvening } from './watch-app.ts'

export function expectWholeEvening(seen: AppEvening): void {
  expect(seen.errors).toEqual([])
  expect(seen.played.at(-1)).toMatch(/\/media\/football\.webm$/)
  const [play, completion, ...more] = seen.events
  expect(more).toEqual([])
  expect([play?.name, completion?.name]).toEqual(['Videoview', 'VideoCompletion'])
  expect(completion?.accepted).toBe(true)
  expect(completion?.viewId).toBe(play?.viewId)
  expect(completion?.properties).toMatchObject({ video_id: 'football', title: 'Harbour Derby' })
  // Of 28 s two jumps of ten were not watched.
  const { time_spent_seconds: spentS, percentage_watched: share } = completion!.properties as Record<string, number>
  expect(spentS).toBeGreaterThan(5)
  expect(spentS).toBeLessThan(14)
  expect(share).toBeGreaterThan(0.2)
  expect(share).toBeLessThan(0.5)
  expect(seen.requests.filter(({ status }) => status !== 200)).toEqual([])
}

export function expectRemoteToWork(seen: AppEvening): void {
  expect(seen.pausedAfter).toEqual([true, false])
  expect(seen.panelAfter).toEqual([true, false])
  expect(seen.positionAfterForwardS).toBeGreaterThan(11)
}

export function expectSameViewer({ ids: [during, again], wasAskedAgain }: AppEvening): void {
  expect(wasAskedAgain).toBe(false)
  expect(during.userId).toMatch(/^[\da-f-]{36}$/)
  expect(again.userId).toBe(during.userId)
}
