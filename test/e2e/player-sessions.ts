/**
 * What viewers and apps do to a player: sessions that every player has to pass.
 */
import { PERIODS_AD_SPAN } from '../support/streams.ts'
import type { PlayerStage } from './player-stage.ts'

/** Play, pause, seek, rate, the end, and other content on the same player; a second hook listens all the while. */
export async function recorded({ page, open, play, pause, playUntil, playToTheEnd, seek, elapse }: PlayerStage): Promise<void> {
  await open('movie')
  await page.evaluate('void stage.listen()')
  await play()
  await playUntil(1.8)
  await pause()
  await elapse(700)
  await play()
  await playUntil(2.8)
  await seek(6)
  await playUntil(7.3)
  await page.evaluate('stage.video.playbackRate = 2')
  await playUntil(10)
  await page.evaluate('stage.video.playbackRate = 1')
  await playToTheEnd()
  await open('next')
  await play()
  await playUntil(2)
}

/** A window that slides, and a step back in it. */
export async function live({ page, tune, play, seek, elapse }: PlayerStage): Promise<void> {
  await tune('live')
  await play()
  await page.waitFor('stage.video.currentTime > 0 && !stage.video.paused && frameLog.length > 25', { timeoutMs: 20_000 })
  await elapse(3_000)
  await seek((await page.evaluate<number>('stage.video.currentTime')) - 3)
  await elapse(2_000)
}

/** An ad in the middle of the timeline, in a period of its own. */
export async function periods({ open, play, playUntil, seek }: PlayerStage): Promise<void> {
  await open('periods', { adSpans: [PERIODS_AD_SPAN] })
  await seek(2)
  await play()
  await playUntil(9.5)
}
