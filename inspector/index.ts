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
import { PAGES } from './sections/describe.ts'

export interface InspectorOptions {
  /** Default: the page's own. */
  document?: Document
  /** Time between two refreshes while the panel is shown; at least 500 ms. Default 500 ms. */
  refreshMs?: number
  /** Names of cohorts by id, shown beside the ids. Default none. */
  cohortNames?: Record<string, string>
  /** Which keys do what, in a few words for the foot of the panel. Default none. */
  hint?: string
}

export interface Inspector {
  /** The panel: append it wherever it shall be drawn, usually to `document.body`. Hidden at first. */
  readonly element: HTMLElement
  show(): void
  /** The next `show()` begins at the top of the first page. */
  hide(): void
  toggle(): void
  isShown(): boolean
  /** Scrolls down for 1, up for -1; at the end of the first page goes on to the second, and back. Returns whether anything moved. */
  scroll(direction: number): boolean
  /** The ad call to show, with its key-values decoded; null takes it away, and so does a refusal. */
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
  const names = chosen.cohortNames || {}
  const hint = chosen.hint ? chosen.hint + ' · ' : ''
  let adCall: AdCall | null = null
  let page = 0
  let timer: number | null = null
  let destroyed = false
  const history = createHistory(tracker, function () {
    adCall = null
    refreshIfShown()
  })

  function refresh(): void {
    const seen = { history: history.read(), adCall, nowMs: new Date().getTime(), names }
    panel.draw(PAGES[page]!(tracker.inspect(), seen), hint + 'page ' + (page + 1) + ' of ' + PAGES.length, page > 0)
  }

  function refreshIfShown(): void {
    if (timer !== null) refresh()
  }

  function show(): void {
    if (destroyed || timer !== null) return
    page = 0
    refresh()
    panel.setShown(true)
    panel.scrollTo(1)
    timer = setInterval(refresh, refreshMs) as unknown as number
  }

  function hide(): void {
    if (timer === null) return
    clearInterval(timer)
    timer = null
    panel.setShown(false)
  }

  function turn(direction: number): boolean {
    if (!PAGES[page + direction]) return false
    page += direction
    refresh()
    panel.scrollTo(direction)
    return true
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
      return timer !== null && (panel.scroll(direction) || turn(direction))
    },
    setAdCall(url) {
      adCall = url === null ? null : parseAdCall(url, new Date().getTime())
      refreshIfShown()
    },
    destroy() {
      hide()
      destroyed = true
      history.destroy()
      panel.destroy()
    },
  }
}
