/**
 * Ad calls over the clients' own types.
 */
import { daiParams, decorateAdsRequest, mediaTailorParams, openRtb, openRtbUserData } from 'ctv-tracker/ads'
import pbjs from 'prebid.js'
import shaka from 'shaka-player'
import type { GoogleDAILiveConfiguration, GoogleDAIVodConfiguration } from 'theoplayer'

const cohorts = ['1', '2']

// IMA for HTML5.
const loader = new google.ima.AdsLoader(new google.ima.AdDisplayContainer(document.body))
const request: google.ima.AdsRequest = new google.ima.AdsRequest()
request.adTagUrl = 'https://pubads.g.doubleclick.net/gampad/ads?iu=/1/tv'
loader.requestAds(decorateAdsRequest(request, cohorts))
const same: google.ima.AdsRequest = decorateAdsRequest(
  request,
  { behavioral: cohorts, contextual: [] },
  { preset: 'gam', key: 'seg' },
)
decorateAdsRequest(same, cohorts, 'freewheel')
// @ts-expect-error: the loader is not a request
decorateAdsRequest(loader, cohorts)
// @ts-expect-error: the url is decorated by decorateAdTag
decorateAdsRequest(request.adTagUrl, cohorts)
// @ts-expect-error: no such preset
decorateAdsRequest(request, cohorts, 'ima')
// @ts-expect-error: a result of fresh is not a list; its ids are
decorateAdsRequest(request, { ids: cohorts, source: 'fresh' })

// Google DAI, as THEOplayer passes it on to the DAI SDK.
const vod: Pick<GoogleDAIVodConfiguration, 'adTagParameters'> = { adTagParameters: daiParams(cohorts) }
const live: Pick<GoogleDAILiveConfiguration, 'adTagParameters'> = {
  adTagParameters: { ...vod.adTagParameters, ...daiParams(cohorts, { custParams: 'a=1' }) },
}
// @ts-expect-error: parameters, not a url
const url: string = daiParams(cohorts)
void [live, url]

// MediaTailor, as Shaka Player asks for a session.
const manager = new shaka.Player().getAdManager()
void manager?.requestMediaTailorStream('https://mt.example/v1/session/1/config/master.m3u8', mediaTailorParams(cohorts))

// Prebid.js.
pbjs.setConfig({
  ortb2: openRtb(
    { behavioral: cohorts, contextual: cohorts },
    { segtax: 600, content: { url: 'app://1', properties: {} } },
  ),
})
pbjs.setConfig({ ortb2: { user: { data: openRtbUserData(cohorts) } } })
// @ts-expect-error: a list of data, not of ids
pbjs.setConfig({ ortb2: { user: { data: cohorts } } })
