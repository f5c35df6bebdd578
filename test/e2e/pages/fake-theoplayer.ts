/** In the place of the package `theoplayer`, for the example of the documents: a fake that plays 12 s by a timer. */
import { createFakeTheoPlayer } from '../../support/fakes/fake-theoplayer.ts'

export class ChromelessPlayer {
  constructor(element: HTMLElement) {
    if (!(element instanceof HTMLElement)) throw new TypeError('expected an element')
    const { player, state } = createFakeTheoPlayer()
    const play = (): void => {
      state.fire('play', { paused: false, duration: 12 })
      state.fire('playing')
      setInterval(() => state.fire('timeupdate', { currentTime: state.currentTime + 0.25 }), 250)
    }
    return Object.create(player, { source: { value: null, writable: true }, play: { value: play } }) as ChromelessPlayer
  }
}
