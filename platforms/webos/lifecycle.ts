/**
 * The life of an app on an LG TV. A launch says nothing of visibility (with `handlesRelaunch` the app may stay behind):
 * it is looked at again. Source: webostv.developer.lge.com, App Lifecycle Management, webOS Event.
 */
import type { Lifecycle } from '../../src/ports/lifecycle.ts'
import { createWebLifecycle } from '../web/lifecycle.ts'

export function createWebosLifecycle(): Lifecycle {
  return createWebLifecycle((check) => [
    [document, 'webOSLaunch', check],
    [document, 'webOSRelaunch', check],
  ])
}
