/**
 * The player: pre-roll, film, and what the remote does to them.
 */
import type { Content, Tracker, View } from 'ctv-tracker/browser'
import { requestAd } from '../ads/ad-call.ts'
import { explainAd } from '../ads/explain.ts'
import { playPreRoll } from '../ads/pre-roll.ts'
import type { PreRoll } from '../ads/pre-roll.ts'
import { make, makeVideo, releaseVideo } from '../dom.ts'
import { getText } from '../http.ts'
import type { GetText } from '../http.ts'
import { createControls } from './player-controls.ts'
import type { Screen } from './screen.ts'

const SEEK_S = 10

export interface PlayerOptions {
  tracker: Tracker
  content: Content
  title: string
  mediaUrl: string
  /** The picture of what has none of its own. */
  poster: string
  adTag: string
  /** How the ad server is asked. Default over the network. */
  getText?: GetText | undefined
  /** The ad call as it leaves. */
  onAdCall(url: string): void
  /** When a cohort was entered, as far as that is known. */
  enteredAt(cohort: string): string
  /** The film is over (`ended`) or the viewer went back. */
  leave(reason: 'ended' | 'back'): void
}

export function createPlayer(options: PlayerOptions): Screen {
  const { tracker, content } = options
  const stage = make('div', 'player-stage')
  const controls = createControls(options.title)
  const element = make('div', 'player is-loading', [stage, make('div', 'spinner'), controls.element])
  let preRoll: PreRoll | null = null
  let video: HTMLVideoElement | null = null
  let view: View | null = null
  let closed = false
  let hasFailed = false
  let pausedByHiding = false
  /** Where a seek under way leads, so that quick presses add up. */
  let seekTarget: number | null = null

  function setLoading(loading: boolean): void {
    element.className = loading ? 'player is-loading' : 'player'
  }

  function startFilm(): void {
    preRoll = null
    if (closed) return
    const film = makeVideo('player-video')
    video = film
    stage.appendChild(film)
    if (options.poster) film.poster = options.poster
    film.src = options.mediaUrl
    view = tracker.watch(film, content)
    const update = () =>
      controls.update(seekTarget === null ? film.currentTime : seekTarget, film.duration, film.paused)
    film.addEventListener('timeupdate', update)
    film.addEventListener('durationchange', update)
    film.addEventListener('waiting', () => setLoading(true))
    film.addEventListener('playing', () => setLoading(false))
    film.addEventListener('seeked', () => {
      seekTarget = null
      update()
    })
    film.addEventListener('pause', () => {
      update()
      if (!film.ended) controls.show(true)
    })
    film.addEventListener('play', () => {
      update()
      controls.show(false)
    })
    film.addEventListener('ended', () => options.leave('ended'))
    film.addEventListener('error', () => {
      setLoading(false)
      hasFailed = true
      if (!closed) controls.fail('This film cannot be played right now.')
    })
    play()
  }

  function play(): void {
    const started = video!.play() as Promise<void> | undefined
    // A browser that wants a key press first: the controls show that the film is paused.
    if (started)
      started.catch(() => {
        if (!closed) {
          setLoading(false)
          controls.show(true)
        }
      })
  }

  function togglePause(): void {
    if (preRoll) preRoll.togglePause()
    else if (video && video.paused) play()
    else if (video) video.pause()
  }

  /** Remotes with a key of its own for each. */
  function setPaused(paused: boolean): void {
    const shown = element.querySelector('video')
    if (shown && shown.paused !== paused) togglePause()
  }

  /** Behind another app or in standby nothing plays on; what this paused goes on when the viewer is back. */
  function followVisibility(): void {
    const shown = element.querySelector('video')
    if (!shown || hasFailed) return
    if (document.hidden) {
      pausedByHiding = !shown.paused
      if (pausedByHiding) setPaused(true)
    } else if (pausedByHiding) {
      pausedByHiding = false
      setPaused(false)
    }
  }

  function seek(seconds: number): void {
    if (!video || !(video.duration > 0)) return
    const from = seekTarget === null ? video.currentTime : seekTarget
    seekTarget = Math.max(0, Math.min(video.duration - 0.2, from + seconds))
    video.currentTime = seekTarget
    controls.update(seekTarget, video.duration, video.paused)
    controls.show(video.paused)
  }

  tracker.prefetch(content)
  const adRequest = {
    tracker,
    adTag: options.adTag,
    contentUrl: content.url,
    getText: options.getText || getText,
    onCall: options.onAdCall,
  }
  const cancelAd = requestAd(adRequest, (ad) => {
    if (!ad) return startFilm()
    setLoading(false)
    preRoll = playPreRoll(stage, ad, explainAd(ad.because, options.enteredAt), startFilm)
  })
  document.addEventListener('visibilitychange', followVisibility)
  element.addEventListener('click', togglePause)
  element.addEventListener('mousemove', () => {
    if (video) controls.show(video.paused)
  })

  return {
    element,
    handle(action) {
      if (hasFailed) {
        if (action === 'ok' || action === 'back' || action === 'stop') options.leave('back')
      } else if (action === 'ok' || action === 'playpause') togglePause()
      else if (action === 'play' || action === 'pause') setPaused(action === 'pause')
      else if (action === 'left' || action === 'rewind') seek(-SEEK_S)
      else if (action === 'right' || action === 'forward') seek(SEEK_S)
      else if (action === 'back' || action === 'stop') options.leave('back')
    },
    close() {
      closed = true
      document.removeEventListener('visibilitychange', followVisibility)
      cancelAd()
      controls.close()
      if (view) view.end()
      if (preRoll) preRoll.stop()
      if (video) releaseVideo(video)
    },
  }
}
