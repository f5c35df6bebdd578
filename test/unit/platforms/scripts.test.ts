/** The script-tag builds: each brings the player hooks of its devices. */
import { expect, it } from 'vitest'
import * as auto from '../../../platforms/auto/script.ts'
import * as hbbtv from '../../../platforms/hbbtv/script.ts'
import * as tizen from '../../../platforms/tizen/script.ts'
import * as webos from '../../../platforms/webos/script.ts'

it.each([
  ['all platforms', auto, ['html5', 'avplay', 'wrapListener', 'oipf', 'broadcast', 'withAds']],
  ['Tizen', tizen, ['html5', 'avplay', 'wrapListener', 'withAds']],
  ['webOS', webos, ['html5']],
  ['HbbTV', hbbtv, ['html5', 'oipf', 'broadcast', 'withAds']],
])('the script for %s has its players', (_platforms, { players }, names) => {
  expect(Object.keys(players)).toEqual(names)
})
