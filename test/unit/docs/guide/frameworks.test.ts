// @vitest-environment happy-dom
/** The components of docs/guide/frameworks.md are the files beside this one, and each film they show is one view. */
import { readFileSync } from 'node:fs'
import { act, createElement, StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import type * as auto from '../../../../platforms/auto/index.ts'
import type { TrackerOptions } from '../../../../src/api.ts'
import { createFakeClock } from '../../../../tools/testing/index.ts'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createApp, h, nextTick, reactive } from 'vue'
import { findExamples } from '../../../../scripts/lib/doc-blocks.mjs'

const world = vi.hoisted(() => ({ ports: {} as NonNullable<TrackerOptions['ports']> }))

vi.mock('ctv-tracker', async (importOriginal) => {
  const { createTracker } = await importOriginal<typeof auto>()
  return {
    createTracker: (options: TrackerOptions) =>
      createTracker({ ...options, consent: 'granted', contextual: { enabled: false }, ports: world.ports }),
  }
})

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8')
const examples = findExamples(read('../../../../docs/guide/frameworks.md')).map(({ code }) => `${code}\n`)

interface SentEvent {
  name: string
  view_id: string
  properties: Record<string, unknown>
}

let time: ReturnType<typeof createFakeClock>
let sent: SentEvent[]
let place: HTMLElement

beforeEach(() => {
  vi.resetModules()
  vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true)
  time = createFakeClock()
  sent = []
  place = document.body.appendChild(document.createElement('div'))
  world.ports = {
    clock: time.clock,
    timers: time.timers,
    stores: { keyValue: [], records: [] },
    lifecycle: { isHidden: () => false, subscribe: () => () => {} },
    transport: {
      send(request, done) {
        const { events } = JSON.parse(request.body) as { events: SentEvent[] }
        sent.push(...events)
        return time.timers.after(1, () => done({ status: 200, body: '{"user_id":"u"}', date: null, retryAfter: null }))
      },
      beacon: () => false,
      isOffline: () => false,
    },
  }
})

afterEach(() => {
  place.remove()
  vi.unstubAllGlobals()
})

/** The element shows a part of a film of 100 s. */
function play(fromS: number, toS: number): void {
  const video = place.querySelector('video')!
  let position = fromS
  Object.defineProperties(video, {
    duration: { configurable: true, get: () => 100 },
    paused: { configurable: true, get: () => false },
    currentTime: { configurable: true, get: () => position },
  })
  video.dispatchEvent(new Event('playing'))
  while (position < toS) {
    position++
    time.advance(1000)
    video.dispatchEvent(new Event('timeupdate'))
  }
}

const film = (id: string) => ({ id, url: `app://${id}`, properties: { video_id: id } })
const told = () => sent.map(({ name, properties }) => [name, properties['video_id'], properties['time_spent_seconds']])

const ONE_EVENING = [
  ['Videoview', 'a', undefined],
  ['VideoCompletion', 'a', 30],
  ['Videoview', 'b', undefined],
  ['VideoCompletion', 'b', 10],
]

describe('the components of the guide', () => {
  it('are those of the page, word for word', () => {
    expect(examples).toContain(read('react-film.tsx'))
    expect(examples).toContain(read('vue-film.ts'))
  })

  it('give one view for each film in React, also in StrictMode, which runs each effect twice', async () => {
    const { Film } = await import('./react-film.tsx')
    const root = createRoot(place)
    const show = (id: string) =>
      act(() => root.render(createElement(StrictMode, null, createElement(Film, { film: film(id), src: `${id}.mp4` }))))
    await show('a')
    play(0, 20)
    // The same film in a new object: nothing begins anew.
    await show('a')
    play(20, 30)
    await show('b')
    play(0, 10)
    await act(() => root.unmount())
    time.advance(100)
    expect(told()).toEqual(ONE_EVENING)
  })

  it('give one view for each film in Vue', async () => {
    const { Film } = await import('./vue-film.ts')
    const shown = reactive({ film: film('a') })
    const app = createApp({ render: () => h(Film, { film: shown.film, src: `${shown.film.id}.mp4` }) })
    app.mount(place)
    await nextTick()
    play(0, 20)
    shown.film = film('a')
    await nextTick()
    play(20, 30)
    shown.film = film('b')
    await nextTick()
    play(0, 10)
    app.unmount()
    time.advance(100)
    expect(told()).toEqual(ONE_EVENING)
  })
})
