/**
 * Plays one ad before the film, with its badge, and reports it to the ad server.
 */
import { VASTTracker } from '@dailymotion/vast-client'
import { make, makeVideo, releaseVideo } from '../dom.ts'
import type { Ad } from './ad-call.ts'

/** A creative that has not moved for so long is given up. */
const STALL_MS = 4000

export interface PreRoll {
  togglePause(): void
  setPaused(paused: boolean): void
  /** Takes the ad off the screen without calling `done`. */
  stop(): void
}

/** `why` stands under the ad. Calls `done` once, when the ad has ended or failed. */
export function playPreRoll(stage: HTMLElement, ad: Ad, why: string, done: () => void): PreRoll {
  const report = new VASTTracker(null as never, ad.vast.ad as never, ad.vast.creative as never)
  const video = makeVideo('player-video')
  const count = make('span', 'ad-count')
  const badge = make('div', 'ad-badge is-hidden', ['Ad', count])
  const reason = make('div', 'ad-why is-hidden', [why])
  let shown = false
  let finished = false
  let stall = 0

  function stop(): void {
    finished = true
    clearTimeout(stall)
    releaseVideo(video)
    for (const words of [badge, reason]) if (words.parentNode) words.parentNode.removeChild(words)
  }

  function finish(): void {
    if (finished) return
    stop()
    done()
  }

  function fail(): void {
    if (finished) return
    // 405: the media file could not be displayed (VAST 4.2, error codes).
    report.error({ ERRORCODE: '405' })
    finish()
  }

  function watchForStall(): void {
    clearTimeout(stall)
    stall = setTimeout(fail, STALL_MS)
  }

  video.addEventListener('timeupdate', () => {
    if (finished || !(video.duration > 0)) return
    if (!shown && video.currentTime > 0) {
      shown = true
      badge.className = 'ad-badge'
      reason.className = 'ad-why'
      report.setDuration(video.duration)
      report.trackImpression()
    }
    if (shown) report.setProgress(video.currentTime)
    count.textContent = String(Math.max(1, Math.ceil(video.duration - video.currentTime)))
    watchForStall()
  })
  video.addEventListener('pause', () => clearTimeout(stall))
  video.addEventListener('ended', () => {
    if (finished) return
    report.complete()
    finish()
  })
  video.addEventListener('error', fail)

  const play = () => {
    watchForStall()
    const started = video.play() as Promise<void> | undefined
    // Refused without a key press first, or taken away: either way the film goes on without the ad.
    if (started)
      started.catch(() => {
        if (!shown) fail()
      })
  }

  stage.appendChild(video)
  stage.appendChild(badge)
  stage.appendChild(reason)
  video.src = ad.mediaUrl
  play()
  function setPaused(paused: boolean): void {
    if (paused) video.pause()
    else play()
  }

  return {
    togglePause: () => setPaused(!video.paused),
    setPaused,
    stop,
  }
}
