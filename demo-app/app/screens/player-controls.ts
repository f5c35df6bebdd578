/**
 * Title, time and progress bar over the film; they go away by themselves while it plays.
 */
import { formatTime, make, setClass } from '../dom.ts'

const SHOWN_MS = 3500

export interface Controls {
  readonly element: HTMLElement
  /** Shows the controls; `stay` keeps them until the next `show`. */
  show(stay: boolean): void
  update(positionS: number, durationS: number, paused: boolean): void
  /** Says what went wrong and the keys that are left, and stays. */
  fail(message: string): void
  close(): void
}

export function createControls(title: string): Controls {
  const state = make('div', 'controls-state')
  const name = make('div', 'controls-title', [title])
  const time = make('div', 'controls-time')
  const done = make('div', 'controls-done')
  const help = make('div', 'controls-help', ['OK pause · ◀ ▶ 10 s · ▲ ▼ tracker panel · Back'])
  const element = make('div', 'controls', [
    make('div', 'controls-line', [state, name, time]),
    make('div', 'controls-bar', [done]),
    help,
  ])
  let timer = 0

  function show(stay: boolean): void {
    clearTimeout(timer)
    setClass(element, 'is-shown', true)
    if (!stay) timer = setTimeout(() => setClass(element, 'is-shown', false), SHOWN_MS)
  }

  return {
    element,
    show,
    update(positionS, durationS, paused) {
      const known = durationS > 0 && isFinite(durationS)
      state.className = paused ? 'controls-state is-paused' : 'controls-state'
      time.textContent = formatTime(positionS) + (known ? ' / ' + formatTime(durationS) : '')
      done.style.width = known ? Math.min(100, (positionS / durationS) * 100) + '%' : '0'
    },
    fail(message) {
      name.textContent = message
      help.textContent = 'OK or Back: to the catalogue'
      element.className = 'controls has-failed'
      show(true)
    },
    close: () => clearTimeout(timer),
  }
}
