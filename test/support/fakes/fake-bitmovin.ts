/**
 * A fake Bitmovin player, after the declarations of `bitmovin-player` 8.271.0 (`PlayerAPI`, `PlayerEvent`, `TimeMode`,
 * `PlayerAdvertisingAPI`):
 * a live position is Unix time unless relative time is asked for, a paused player is one that has played, and every method throws once the
 * player is destroyed, `on` and `off` too; at a fatal error it destroys itself. No real one was run: it needs a licence.
 */
export class FakeBitmovin {
  /** Seconds: of the content, or since the beginning of the window at the time of tuning in. */
  positionS = 0
  durationS = 0
  speed = 1
  live = false
  playing = false
  stalled = false
  ended = false
  startS = 0
  activeBreak: object | null = null
  isDestroyed = false
  listeners: [string, (event: { type: string }) => void][] = []
  readonly ads = { getActiveAdBreak: () => this.alive(this.activeBreak) }

  private alive<T>(value: T): T {
    if (this.isDestroyed) throw new Error('PlayerAPINotAvailableError')
    return value
  }
  getCurrentTime(mode: 'relativetime' | 'absolutetime' = 'absolutetime'): number {
    return this.alive(this.live && mode === 'absolutetime' ? 1_700_000_000 + this.positionS : this.positionS)
  }
  getDuration() {
    return this.alive(this.live ? Infinity : this.durationS)
  }
  getPlaybackSpeed() {
    return this.alive(this.speed)
  }
  isPlaying() {
    return this.alive(this.playing)
  }
  isStalled() {
    return this.alive(this.stalled)
  }
  hasEnded() {
    return this.alive(this.ended)
  }
  getSeekableRange() {
    return this.alive({ start: this.startS, end: this.durationS })
  }
  on(type: string, listener: (event: { type: string }) => void) {
    this.alive(this.listeners).push([type, listener])
  }
  off(type: string, listener: (event: { type: string }) => void) {
    this.listeners = this.alive(this.listeners).filter((entry) => entry[0] !== type || entry[1] !== listener)
  }
  fire(type: string, changes: Partial<FakeBitmovin> = {}) {
    Object.assign(this, changes)
    for (const [name, listener] of [...this.listeners]) if (name === type) listener({ type })
  }
  destroy() {
    this.fire('destroy')
    this.isDestroyed = true
    this.listeners = []
  }
  /** It is gone before anybody hears of it. */
  fail() {
    this.isDestroyed = true
    this.fire('error')
    this.listeners = []
  }
}
