/**
 * A fake media element: what a hook reads and listens to, and nothing of its own accord.
 */
export class FakeElement {
  currentTime = 0
  duration = NaN
  playbackRate = 1
  paused = true
  ended = false
  seeking = false
  readyState?: number
  seekable?: { length: number; start(index: number): number }
  listeners: [string, (event: { type: string }) => void][] = []
  addEventListener(type: string, listener: (event: { type: string }) => void) {
    this.listeners.push([type, listener])
  }
  removeEventListener(type: string, listener: (event: { type: string }) => void) {
    this.listeners = this.listeners.filter((entry) => entry[0] !== type || entry[1] !== listener)
  }
  fire(type: string, changes: Partial<FakeElement> = {}) {
    Object.assign(this, changes)
    for (const [name, listener] of [...this.listeners]) if (name === type) listener({ type })
  }
}
