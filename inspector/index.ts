/**
 * `ctv-tracker/inspector`: an on-screen panel for televisions without developer tools.
 *
 * Plain DOM and no dependency. What it shows comes from `tracker.inspect()` and the tracker's events;
 * it changes nothing and sends nothing.
 */
import type { Tracker } from '../src/api.ts'
import { parseAdCall } from './ad-call.ts'
import type { AdCall } from './ad-call.ts'
import { createHistory } from './history.ts'
import { createPanel } from './panel.ts'
import { describe } from './sections/describe.ts'

export interface InspectorOptions {
  /** Default: the page's own. */
  document?: Document
  /** Time between two refreshes while the panel is shown; at least 500 ms. Default 500 ms. */
  refreshMs?: number
}

export interface Inspector {
  /** The panel: append it wherever it shall be drawn, usually to `document.body`. Hidden at first. */
  readonly element: HTMLElement
  show(): void
  hide(): void
  toggle(): void
  isShown(): boolean
  /** Scrolls by most of a page, down for 1, up for -1. Returns whether anything moved. */
  scroll(direction: number): boolean
  /** The ad call to show, with its key-values decoded; null takes it away. */
  setAdCall(url: string | null): void
  /** Takes panel, style, listeners and timer away. Later calls do nothing. */
  destroy(): void
}

const SHORTEST_REFRESH_MS = 500

/** Makes the panel of one tracker. */
export function createInspector(tracker: Tracker, options?: InspectorOptions): Inspector {
  const chosen = options || {}
  const doc = chosen.document || document
  const refreshMs = Math.max(SHORTEST_REFRESH_MS, chosen.refreshMs || 0)
  const panel = createPanel(doc)
  const history = createHistory(tracker)
  let adCall: AdCall | null = null
  let timer: number | null = null
  let destroyed = false

  function refresh(): void {
    panel.draw(describe(tracker.inspect(), history.read(), adCall, new Date().getTime()))
  }

  function show(): void {
    if (destroyed || timer !== null) return
    refresh()
    panel.setShown(true)
    timer = setInterval(refresh, refreshMs) as unknown as number
  }

  function hide(): void {
    if (timer === null) return
    clearInterval(timer)
    timer = null
    panel.setShown(false)
  }

  return {
    element: panel.element,
    show,
    hide,
    toggle() {
      if (timer === null) show()
      else hide()
    },
    isShown() {
      return timer !== null
    },
    scroll(direction) {
      return timer !== null && panel.scroll(direction)
    },
    setAdCall(url) {
      adCall = url === null ? null : parseAdCall(url, new Date().getTime())
      if (timer !== null) refresh()
    },
    destroy() {
      hide()
      destroyed = true
      history.destroy()
      panel.destroy()
    },
  }
}
