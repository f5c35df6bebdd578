/**
 * A fake `video/broadcast` object of HbbTV, after "The video/broadcast embedded object", its "Extensions for access to EIT p/f" and "for
 * current channel information" and "Handling the broadcast a/v object" (developer.hbbtv.org): no position, no pause, programmes that come
 * some time after a channel change, that some terminals go on showing from the channel before, and objects without DOM events.
 * `bindToCurrentChannel`, `setChannel` and `release` are the app's alone: `controlled` tells who else called them.
 */
import { FakeDaeObject } from './fake-dae-object.ts'

export interface FakeProgramme {
  name: string
  /** Unix time, s. */
  startTime: number
  /** Seconds. */
  duration: number
}

export interface FakeChannel {
  name: string
  ccid?: string
  onid: number
  tsid: number
  sid: number
}

export class FakeBroadcast extends FakeDaeObject {
  playState = 0
  currentChannel: FakeChannel | null = null
  programmes: FakeProgramme[] = []
  readonly controlled: string[] = []

  bindToCurrentChannel(): void {
    this.controlled.push('bindToCurrentChannel')
  }
  setChannel(): void {
    this.controlled.push('setChannel')
  }
  release(): void {
    this.controlled.push('release')
  }

  set(state: number): void {
    this.playState = state
    this.fire('PlayStateChange', state)
  }
  /** The viewer's remote, or the app, tunes to a channel. With `isLate` the programmes of the channel before stay for now. */
  tune(channel: FakeChannel, { isLate = false } = {}): void {
    this.set(1)
    this.currentChannel = channel
    if (!isLate) this.programmes = []
    this.fire('ChannelChangeSucceeded', channel)
    this.set(2)
  }
  guide(...programmes: FakeProgramme[]): void {
    this.programmes = programmes
    this.fire('ProgrammesChanged')
  }
}

export const channel = (name: string, sid: number): FakeChannel => ({
  name,
  ccid: 'ccid:' + sid,
  onid: 1,
  tsid: 1,
  sid,
})
