/**
 * A stage for the hooks of players that run over fakes: what a hook reports is kept and counted by a meter.
 */
import { beforeEach } from 'vitest'
import type { Meter, MeterView } from '../../../src/engagement/index.ts'
import { createMeter } from '../../../src/engagement/index.ts'
import type { PlayerAttachment, PlayerHook, PlayerSignal } from '../../../src/ports/player-hook.ts'
import type { FakeTimers } from '../../unit/storage/fake-stores.ts'
import { createFakeTimers } from '../../unit/storage/fake-stores.ts'

export interface HookStage {
  /** Timers of the device that plays. */
  device: FakeTimers
  /** Timers of the tracker: none may be left in the end. */
  timers: FakeTimers
  /** Every row reported since it was last emptied. */
  heard: PlayerSignal[]
  meter: Meter
  /** Milliseconds since the test began; rows are stamped with it. */
  t: number
  attach(hook: PlayerHook): PlayerAttachment
  /** Time passes, for the device first. */
  pass(seconds: number): void
  /** Names of the rows reported, which are forgotten. */
  names(): string[]
  /** The newest view. */
  view(): MeterView
}

/** One for a file; new for each of its tests. */
export function useHookStage(): HookStage {
  const stage = {
    attach: (hook) =>
      hook.attach((signal) => {
        stage.heard.push(signal)
        stage.meter.push({ t: stage.t, ...signal })
      }, stage.timers),
    pass(seconds) {
      for (let i = 0; i < 20 * seconds; i++) {
        stage.t += 50
        stage.device.advance(50)
        stage.timers.advance(50)
      }
    },
    names: () => stage.heard.splice(0).map(({ signal }) => signal),
    view: () => stage.meter.views.at(-1)!,
  } as HookStage
  beforeEach(() => {
    Object.assign(stage, {
      device: createFakeTimers(),
      timers: createFakeTimers(),
      heard: [],
      meter: createMeter({}),
      t: 0,
    })
    stage.meter.push({ t: 0, signal: 'load', content: 'a' })
  })
  return stage
}
