/**
 * A real video element whose state is what a trace says, and whose events are fired when the trace says so.
 * Its position stands still between two rows: what happened there, the trace does not tell.
 */
;(function () {
  const element = document.createElement('video')
  let startS = 0
  element.id = 'film'
  const state = {
    currentTime: 0,
    duration: NaN,
    paused: true,
    ended: false,
    seeking: false,
    playbackRate: 1,
    readyState: 0,
    networkState: 2,
    videoWidth: 1280,
    videoHeight: 720,
    seekable: { length: 1, start: () => startS, end: () => state.duration },
  }
  const src = 'https://kestrel.example/film.mp4'
  for (const name of Object.keys(state))
    Object.defineProperty(element, name, { get: () => state[name], set: () => undefined })
  for (const name of ['src', 'currentSrc'])
    Object.defineProperty(element, name, { get: () => src, set: () => undefined })
  element.play = () => Promise.resolve()
  element.pause = () => undefined
  element.load = () => undefined

  const changes = {
    emptied: { currentTime: 0, paused: true, seeking: false, readyState: 0 },
    load: { currentTime: 0, duration: NaN, paused: true, ended: false, seeking: false, readyState: 0 },
    durationchange: { readyState: 4 },
    play: { paused: false, ended: false },
    pause: { paused: true },
    ended: { paused: true, ended: true },
    seeking: { seeking: true },
    seeked: { seeking: false },
    waiting: { readyState: 2 },
    playing: { readyState: 4, seeking: false },
  }
  const events = {
    load: ['loadstart'],
    durationchange: ['durationchange', 'loadedmetadata', 'loadeddata', 'canplay', 'canplaythrough'],
  }
  const silent = ['stop', 'ad-start', 'ad-end']

  document.body.appendChild(element)
  window.fakeVideo = {
    element,
    apply(row) {
      const { signal } = row
      if (signal === 'load') startS = row.start || 0
      Object.assign(state, changes[signal])
      if (row.position !== undefined) state.currentTime = row.position
      if (row.duration !== undefined) state.duration = row.duration
      if (row.rate !== undefined) state.playbackRate = row.rate
      if (silent.includes(signal)) return
      for (const type of events[signal] || [signal]) element.dispatchEvent(new Event(type))
    },
  }
})()
