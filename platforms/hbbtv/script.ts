/**
 * The script-tag build for HbbTV apps: the global `CtvTracker`.
 */
import { broadcast } from '../../players/broadcast/index.ts'
import { html5 } from '../../players/html5/index.ts'
import { oipf } from '../../players/oipf/index.ts'
import { withAds } from '../../players/with-ads/index.ts'
import * as ads from '../../src/ads/index.ts'
import * as consent from '../web/consent/index.ts'

export { createTracker, ConfigError } from './index.ts'
export { VERSION as version } from '../../src/version.ts'
export const players = { html5, oipf, broadcast, withAds }
export { ads, consent }
