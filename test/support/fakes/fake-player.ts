/**
 * A fake player: a hook whose position moves with the fake time of a device.
 */
import type { PlayerHook, PlayerSignal } from '../../../src/ports/player-hook.ts'
import type { FakeDevice } from './fake-platform.ts'

export interface FakePlayer extends PlayerHook {
  /** Plays `seconds`, reporting once a second. */
  play(seconds: number): Promise<void>
  pause(): void
  seek(position: number): void
  ended(): void
  readonly isAttached: boolean
}

export function createFakePlayer(device: FakeDevice, duration: number): FakePlayer {
  let position = 0
  let isPlaying = false
  let emit: ((signal: PlayerSignal) => void) | null = null
  const say = (signal: PlayerSignal['signal'], more: Partial<PlayerSignal> = {}) =>
    emit && emit({ signal, position, ...more })
  const player: FakePlayer = {
    player: {},
    attach(listener) {
      emit = listener
      say('durationchange', { duration })
      if (isPlaying) {
        say('play')
        say('playing')
      }
      return {
        sample: () => say('timeupdate'),
        detach: () => (emit = null),
      }
    },
    async play(seconds) {
      if (!isPlaying) {
        isPlaying = true
        say('play')
        say('playing')
      }
      for (let elapsed = 0; elapsed < seconds; elapsed++) {
        await device.advance(1000)
        position += 1
        say('timeupdate')
      }
    },
    pause() {
      isPlaying = false
      say('pause')
    },
    seek(to) {
      say('seeking', { position: to })
      position = to
      say('seeked')
    },
    ended() {
      isPlaying = false
      say('pause')
      say('ended')
    },
    get isAttached() {
      return emit !== null
    },
  }
  return player
}
