/**
 * @vitest-environment happy-dom
 *
 * `useView` in React itself: renders, StrictMode, films that change, players that come late.
 */
import * as React from 'react'
import { createRoot } from 'react-dom/client'
import type { Root } from 'react-dom/client'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { UseView, ViewRef } from '../../../../platforms/react-native/index.ts'
import { createUseView } from '../../../../platforms/react-native/index.ts'
import type { Content, View } from '../../../../src/api.ts'

interface FakeView extends View {
  readonly player: unknown
  readonly content: Content
  isEnded: boolean
}

let views: FakeView[]
let useView: UseView
let root: Root
let ref: ViewRef
beforeEach(() => {
  vi.useFakeTimers()
  vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true)
  views = []
  useView = createUseView(React, {
    watch(player, content) {
      const view = { player, content, isEnded: false, end: () => (view.isEnded = true) } as unknown as FakeView
      views.push(view)
      return view
    },
  })
  root = createRoot(document.createElement('div'))
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

const PLAYER = { attach() {} }
const film = (id: string): Content => ({ id, url: `https://kestrel.example/${id}`, properties: {} })

function Film({ player, content }: { player: unknown; content: Content | null }) {
  ref = useView(player, content)
  return null
}

/** Renders, and lets the task end in which it was done. */
function show(element: React.ReactElement | null): void {
  React.act(() => root.render(element))
  vi.advanceTimersByTime(0)
}
const shown = (): [unknown, boolean][] => views.map(({ content, isEnded }) => [content.id, isEnded])

it('opens a view with the component, and ends it with the component', () => {
  show(React.createElement(Film, { player: PLAYER, content: film('a') }))
  expect(shown()).toEqual([['a', false]])
  expect([ref.current, views[0]!.player]).toEqual([views[0], PLAYER])
  show(null)
  expect(shown()).toEqual([['a', true]])
  expect(ref.current).toBeNull()
})

it('goes on in its view whatever is rendered again, also with a new object for the same film', () => {
  for (let i = 0; i < 3; i++) show(React.createElement(Film, { player: PLAYER, content: film('a') }))
  expect(shown()).toEqual([['a', false]])
})

it('ends one film before the next begins', () => {
  show(React.createElement(Film, { player: PLAYER, content: film('a') }))
  let wasEnded = false
  React.act(() => root.render(React.createElement(Film, { player: PLAYER, content: film('b') })))
  wasEnded = views[0]!.isEnded
  expect(wasEnded).toBe(true)
  expect(shown()).toEqual([
    ['a', true],
    ['b', false],
  ])
  vi.advanceTimersByTime(0)
  expect(ref.current).toBe(views[1])
})

it('opens another view for another player', () => {
  show(React.createElement(Film, { player: PLAYER, content: film('a') }))
  show(React.createElement(Film, { player: { attach() {} }, content: film('a') }))
  expect(shown()).toEqual([
    ['a', true],
    ['a', false],
  ])
})

it('in StrictMode opens one view, and asks once', () => {
  show(React.createElement(React.StrictMode, null, React.createElement(Film, { player: PLAYER, content: film('a') })))
  expect(shown()).toEqual([['a', false]])
  show(React.createElement(React.StrictMode, null, React.createElement(Film, { player: PLAYER, content: film('b') })))
  expect(shown()).toEqual([
    ['a', true],
    ['b', false],
  ])
  show(null)
  expect(views.map(({ isEnded }) => isEnded)).toEqual([true, true])
})

it('opens another view where an Activity hides the component, and shows it again later', () => {
  const children = React.createElement(Film, { player: PLAYER, content: film('a') })
  const screen = (mode: 'hidden' | 'visible') => React.createElement(React.Activity, { mode, children })
  show(screen('visible'))
  show(screen('hidden'))
  expect([shown(), ref.current]).toEqual([[['a', true]], null])
  show(screen('visible'))
  expect(shown()).toEqual([
    ['a', true],
    ['a', false],
  ])
  expect(ref.current).toBe(views[1])
})

it('takes a ref to what is mounted with it', () => {
  const element = { play() {} }
  function WithRef() {
    const player = React.useRef<unknown>(null)
    React.useImperativeHandle(player, () => element, [])
    useView(player, film('a'))
    return null
  }
  show(React.createElement(WithRef))
  expect(views[0]!.player).toBe(element)
})

it.each([
  ['no film', PLAYER, null],
  ['no player', null, film('a')],
  ['an empty ref', { current: null }, film('a')],
])('waits where there is %s', (_, player, content) => {
  show(React.createElement(Film, { player, content }))
  expect(views).toEqual([])
  expect(ref.current).toBeNull()
  show(React.createElement(Film, { player: PLAYER, content: film('a') }))
  expect(shown()).toEqual([['a', false]])
})
