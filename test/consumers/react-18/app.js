/** A film on a page of React, as one writes it: the view begins with the element and ends with it. */
import { createElement, StrictMode, useEffect, useRef } from 'react'
import { createRoot } from 'react-dom/client'
import { createTracker } from 'ctv-tracker/webos'

const { api, key, session } = window.evening

function Film() {
  const video = useRef(null)
  useEffect(() => {
    const tracker = createTracker({ apiKey: key, endpoints: { ccs: api, contextual: api }, consent: 'granted' })
    const view = tracker.watch(video.current, {
      url: 'https://kestrel.example/derby',
      properties: { session, video_id: 'derby', categories: ['sports', 'football'] },
    })
    window.evening.mounts = (window.evening.mounts || 0) + 1
    tracker.on('view', ({ state }) => {
      if (state !== 'started') return
      view.end()
      tracker.flush().then(() => (window.evening.isOver = true))
    })
    return () => {
      view.end()
      tracker.destroy()
    }
  }, [])
  return createElement('video', { ref: video, src: '/football.webm', muted: true, autoPlay: true })
}

const root = document.createElement('div')
document.body.appendChild(root)
createRoot(root).render(createElement(StrictMode, null, createElement(Film)))
