/**
 * What viewers and apps do to a player: sessions that every player has to pass.
 */
import { PERIODS_AD_SPAN } from '../support/browser/streams.ts'
import type { PlayerStage } from './player-stage.ts'

/** Play, pause, seek, rate, the end, and other content on the same player; a second hook listens all the while. */
export async function recorded({
  page,
  open,
  play,
  pause,
  playUntil,
  playToTheEnd,
  seek,
  elapse,
}: PlayerStage): Promise<void> {
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

/** A recording that was cut from a live stream, from its beginning to its end; DASH says that its timeline begins at 30 s. */
export async function recording({ page, open, play, playToTheEnd }: PlayerStage): Promise<void> {
  await open((await page.evaluate<string>('stage.extension')) === 'mpd' ? 'recording' : 'cut')
  await play()
  await playToTheEnd()
}

/** The same for a player that has HLS in the other sessions. */
export async function dashRecording({ open, play, playToTheEnd }: PlayerStage): Promise<void> {
  await open('recording.mpd')
  await play()
  await playToTheEnd()
}

/** The source fails over: the same is loaded again, and goes on where it was. */
export async function failover({ page, open, play, playUntil }: PlayerStage): Promise<void> {
  await open('movie')
  await play()
  await playUntil(4)
  const atS = await page.evaluate<number>('stage.video.currentTime')
  await page.evaluate(`stage.reload('movie'), undefined`)
  // As an app does: it means to play, and goes there as soon as it can.
  await page.waitFor('stage.video.readyState > 0 && stage.video.currentTime < 3', { timeoutMs: 60_000 })
  await page.evaluate(`stage.video.currentTime = ${atS}`)
  await play()
  await playUntil(atS + 3)
}

/** A clip of two seconds. */
export async function clip({ open, play, playToTheEnd }: PlayerStage): Promise<void> {
  await open('ad')
  await play()
  await playToTheEnd()
}

/** A window that slides, and a step back in it. */
export async function live({ page, tune, play, seek, elapse }: PlayerStage): Promise<void> {
  await tune('live')
  await play()
  await page.waitFor('stage.video.currentTime > 0 && !stage.video.paused && frameLog.length > 25', {
    timeoutMs: 60_000,
  })
  await elapse(2_500)
  await seek((await page.evaluate<number>('stage.video.currentTime')) - 2)
  await elapse(1_500)
}

/**
 * An ad in the middle of the timeline, in a period of its own. The viewer of dash.js does not seek: where version 5.2 has to fetch over a
 * change of period after a seek, it now and then appends with the offset of the other one, and shows content in the ad's place.
 */
export async function periods({ page, open, play, playUntil, seek }: PlayerStage): Promise<void> {
  await open('periods', { adSpans: [PERIODS_AD_SPAN] })
  if ((await page.evaluate<string>('stage.name')) !== 'dashjs') await seek(2.5)
  await play()
  await playUntil(9)
}

/** hls.js: an interstitial, which borrows the video and plays from a playlist of its own. */
export async function interstitial({ page, open, play, playUntil, seek }: PlayerStage): Promise<void> {
  await page.evaluate(`stage.player.on('hlsInterstitialsPrimaryResumed', () => (stage.isResumed = true))`)
  await open('interstitial')
  await seek(2.5)
  await play()
  await page.waitFor('stage.isResumed', { timeoutMs: 60_000 })
  await playUntil(6)
}

/** dash.js: each period in source buffers of its own, so that the video ends with each. */
export async function separatePeriods({ page, open, play, seek }: PlayerStage): Promise<void> {
  await page.evaluate('stage.player.updateSettings({ streaming: { buffer: { reuseExistingSourceBuffers: false } } })')
  await page.evaluate(`stage.player.on('playbackEnded', ({ isLast }) => (stage.isOver = isLast))`)
  await open('periods', { adSpans: [PERIODS_AD_SPAN] })
  await seek(2)
  await play()
  await page.waitFor('stage.isOver', { timeoutMs: 60_000 })
}

/** Shaka: nothing comes for a while; the element's rate is 0 until something does. */
export async function stall({ page, server, open, play, playUntil, elapse }: PlayerStage): Promise<void> {
  await page.evaluate('stage.player.configure({ streaming: { bufferingGoal: 2, rebufferingGoal: 1 } }), undefined')
  await open('movie')
  await play()
  await playUntil(1)
  server.setBytesPerSecond(0)
  await page.waitFor('stage.player.isBuffering() && stage.video.playbackRate === 0', { timeoutMs: 60_000 })
  const stoodAtS = await page.evaluate<number>('stage.video.currentTime')
  await elapse(2_000)
  server.setBytesPerSecond(null)
  await playUntil(stoodAtS + 2)
}

/** Shaka: fast forward at the element's own rate, rewind by small seeks at the element's rate of 0. Neither is watching. */
export async function trickPlay({ page, open, play, playUntil }: PlayerStage): Promise<void> {
  const trick = async (rate: number, until: string): Promise<void> => {
    await page.evaluate(`frameLog.push({ kind: 'hidden', wallMs: performance.now() }), stage.player.trickPlay(${rate})`)
    await page.waitFor(until, { timeoutMs: 60_000 })
    await page.evaluate(`stage.player.cancelTrickPlay(), frameLog.push({ kind: 'visible', wallMs: performance.now() })`)
  }
  await open('movie')
  await play()
  await playUntil(1.5)
  await trick(4, 'stage.video.currentTime > 6.5')
  await playUntil((await page.evaluate<number>('stage.video.currentTime')) + 1)
  await trick(-4, 'stage.video.currentTime < 4')
  await playUntil(5.5)
}

/** Video.js with contrib-ads: before, in the middle of and after the content, all in the same video. */
export async function adBreaks({ page, tune, play, seek }: PlayerStage): Promise<void> {
  // Listens before contrib-ads does, and so hears events before they are renamed.
  await page.evaluate(`void stage.listen({ content: 'nature' })`)
  await page.evaluate('stage.addAds(2)')
  await tune('nature.webm')
  await play()
  await page.waitFor('stage.breaks === 2 && !stage.player.ads.isInAdMode() && stage.video.currentTime >= 3.5', {
    timeoutMs: 60_000,
  })
  await seek(28)
  await page.waitFor('stage.isOver', { timeoutMs: 60_000 })
}
