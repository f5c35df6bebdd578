/**
 * The fakes for users' own tests fit the tracker where they are put.
 */
import { createTracker } from 'ctv-tracker/browser'
import type { TrackerOptions } from 'ctv-tracker/browser'
import { createFakeClock, createFakePlayer } from 'ctv-tracker-tools/testing'

const { clock, timers, advance } = createFakeClock({ wallMs: 0 })
const ports: NonNullable<TrackerOptions['ports']> = { clock, timers }
const tracker = createTracker({ apiKey: 'key', ports })

const player = createFakePlayer({ clock: createFakeClock(), durationS: Infinity })
tracker.watch(player, { url: 'app://clip/1', properties: {}, live: true }).end()
advance(1000)

// @ts-expect-error: a player plays on a clock
createFakePlayer({ durationS: 60 })
// @ts-expect-error: the position is moved by playing and by seeking
player.positionS = 5
