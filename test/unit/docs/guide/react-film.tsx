import { createTracker } from 'ctv-tracker'
import type { Content } from 'ctv-tracker'
import { useEffect, useRef } from 'react'

// Outside every component: one tracker for the whole app.
export const tracker = createTracker({ apiKey: 'YOUR_WORKSPACE_KEY' })

export function Film({ film, src }: { film: Content; src: string }) {
  const video = useRef<HTMLVideoElement>(null)

  // The id, not the object: a new object at each render must not begin a new view at each render.
  useEffect(() => {
    const view = tracker.watch(video.current, film)
    return () => view.end()
  }, [film.id])

  return <video ref={video} src={src} autoPlay />
}
