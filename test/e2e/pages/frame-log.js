/**
 * Writes down every picture that the page's video presents, and what happened to the video between pictures.
 * Judges nothing and shares nothing with the tracker: `test/e2e/shown.ts` makes of it what was watched.
 *
 * Stands in the page before any other script, so that no other listener can keep an event from it.
 */
;(function () {
  const video = document.getElementById('video')
  const rows = []
  window.frameLog = rows

  function note(kind, more) {
    rows.push(Object.assign({ kind, wallMs: performance.now() }, more))
  }

  function onFrame(now, { presentationTime, mediaTime, width }) {
    rows.push({ kind: 'frame', wallMs: presentationTime, positionS: mediaTime, rate: video.playbackRate, width })
    video.requestVideoFrameCallback(onFrame)
  }
  video.requestVideoFrameCallback(onFrame)

  const listen = (name, listener) => window.addEventListener(name, listener, true)
  listen('loadstart', () => note('load', { src: video.currentSrc }))
  listen('durationchange', () => note('duration', { durationS: video.duration }))
  listen('seeking', () => note('seeking', { positionS: video.currentTime, isLoop: video.loop }))
  listen('ended', () => note('ended'))
  listen('visibilitychange', () => note(document.hidden ? 'hidden' : 'visible'))
})()
