/**
 * `ctv-tracker-tools/testing`: time and players for tests of an app that uses the tracker.
 */
export { createFakeClock } from './fake-clock.ts'
export { createFakePlayer } from './fake-player.ts'
export type { ClockPort, FakeClock, FakeClockOptions, TimersPort } from './fake-clock.ts'
export type { FakePlayer, FakePlayerOptions, FakePlayerSignal } from './fake-player.ts'
