/**
 * `ctv-tracker/webos`: the tracker for LG's webOS TVs.
 */
import { html5 } from '../../players/html5/index.ts'
import type { Tracker, TrackerOptions } from '../../src/api.ts'
import { createTracker as createCore } from '../../src/tracker.ts'
import { createWebosPorts } from './ports.ts'

/**
 * Creates a tracker for LG's webOS TVs; usable at once.
 *
 * @throws ConfigError naming the option that is wrong, what was expected and what came; nothing throws later.
 */
export function createTracker(options: TrackerOptions): Tracker {
  return createCore(options, createWebosPorts(html5))
}

export { ConfigError } from '../../src/config-error.ts'
export { contentUrl } from '../../src/contextual/content-url.ts'
export type * from '../../src/api.ts'
