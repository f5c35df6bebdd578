/**
 * Prebid.js with a bidder of its own and one behind a Prebid Server, both of which bid on this page's server. Bundled by the test.
 */
import { openRtb, openRtbUserData } from 'ctv-tracker/ads'
import pbjs from 'prebid.js'
import 'prebid.js/modules/consentManagementTcf.js'
import 'prebid.js/modules/openxBidAdapter.js'
import 'prebid.js/modules/permutiveRtdProvider.js'
import 'prebid.js/modules/prebidServerBidAdapter.js'
import 'prebid.js/modules/rtdModule.js'
import 'prebid.js/modules/tcfControl.js'

const bids = (path) => `${location.origin}/${path}`

pbjs.processQueue()
pbjs.setConfig({
  openxOrtbUrl: bids('openx'),
  s2sConfig: {
    accountId: '1',
    enabled: true,
    adapter: 'prebidServer',
    bidders: ['behind'],
    timeout: 5000,
    endpoint: { p1Consent: bids('server'), noP1Consent: bids('server') },
  },
})

const VIDEO = { context: 'instream', playerSize: [1920, 1080], mimes: ['video/mp4'], protocols: [2, 3, 5, 6, 7, 8] }

window.stage = {
  pbjs,
  openRtb,
  openRtbUserData,
  requestBids: () =>
    new Promise((resolve) => {
      const adUnit = {
        code: 'pre-roll',
        mediaTypes: { video: VIDEO },
        bids: [
          { bidder: 'openx', params: { unit: '540000001', delDomain: 'publisher-d.openx.net' } },
          { bidder: 'behind', params: {} },
        ],
      }
      pbjs.requestBids({ adUnits: [adUnit], timeout: 10_000, bidsBackHandler: () => resolve(pbjs.version) })
    }),
}
