/** In the place of the package `bitmovin-player`, for the example of the documents: a fake that plays 12 s by a timer. */
import { FakeBitmovin } from '../../support/fakes/fake-bitmovin.ts'

export class Player extends FakeBitmovin {
  constructor(element: HTMLElement) {
    super()
    if (!(element instanceof HTMLElement)) throw new TypeError('expected an element')
  }
  async load(): Promise<void> {
    this.fire('sourceloaded', { durationS: 12 })
  }
  async play(): Promise<void> {
    this.fire('play', { playing: true })
    this.fire('playing')
    setInterval(() => this.fire('timechanged', { positionS: this.positionS + 0.25 }), 250)
  }
}
