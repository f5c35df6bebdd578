/**
 * A hook for React: one view as long as a component shows a film. React is handed in, so that nothing here depends on it.
 */
import type { Content, Tracker, View } from '../../src/api.ts'

/** The hooks of React that are used: `import * as React from 'react'` has them. */
export interface ReactHooks {
  useEffect(effect: () => (() => void) | void, deps?: readonly unknown[]): void
  useRef<T>(initial: T): { current: T }
}

/** The view of the component at the moment; null before its first effect, after its last, and while there is no player or no content. */
export interface ViewRef {
  readonly current: View | null
}

/**
 * Watches `player` (a hook, what acts like a media element, or a ref to one) while the component is mounted, in a new view for each content
 * id and each `player`. React tells nobody what a ref holds later: another player in the same ref gets no view of its own.
 */
export type UseView = (player: unknown, content: Content | null | undefined) => ViewRef

/** A view that its component let go of a moment ago. */
interface Left {
  player: unknown
  id: string | undefined
  view: View
  /** Ends it after all. */
  end(): void
  keep(): void
}

/**
 * Makes `useView` for a tracker. In `StrictMode` React lets go of a component and takes it up again at once: that is one view here, and one
 * question to the Contextual API, for a view ends in the task after its component let go of it.
 */
export function createUseView({ useEffect, useRef }: ReactHooks, tracker: Pick<Tracker, 'watch'>): UseView {
  return (player, content) => {
    const ref = useRef<View | null>(null)
    const left = useRef<Left | null>(null)
    const id = content ? content.id || content.url : undefined

    useEffect(() => {
      const target = targetOf(player)
      const former = left.current
      left.current = null
      const isSame = !!former && former.player === target && former.id === id
      if (former && isSame) former.keep()
      else if (former) former.end()
      if (!target || !content) return
      const view = former && isSame ? former.view : tracker.watch(target, content)
      ref.current = view
      return () => {
        const leaving = leave(view, target, id, () => {
          if (ref.current === view) ref.current = null
          if (left.current === leaving) left.current = null
        })
        left.current = leaving
      }
    }, [player, id])
    return ref
  }
}

function leave(view: View, player: unknown, id: string | undefined, forget: () => void): Left {
  const timer = setTimeout(end, 0)
  function keep(): void {
    clearTimeout(timer)
  }
  function end(): void {
    keep()
    forget()
    view.end()
  }
  return { player, id, view, end, keep }
}

/** What a ref of React holds, and everything else as it is. */
function targetOf(player: unknown): unknown {
  const ref = player as { current?: unknown; attach?: unknown } | null | undefined
  return ref && typeof ref == 'object' && 'current' in ref && !ref.attach ? ref.current : player
}
