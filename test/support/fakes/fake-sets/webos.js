/**
 * A fake of what a webOS TV gives a page, for a browser that is none: no LG code (LG's own webOSTV.js, which the package carries,
 * runs on top of it). Run before the page's own scripts.
 *
 * Imitates webostv.developer.lge.com, References, "webOSTV.js" and Guides, "Back Button": with `disableBackHistoryAPI` Back is the
 * key 461, and `platformBack()` gives the screen back to the television. What happened is in `window.fakeSet`.
 */
;(function () {
  const fakeSet = { platformBacks: 0 }
  window.fakeSet = fakeSet
  window.PalmSystem = {
    identifier: 'example.kestrel-tv.app 1001',
    deviceInfo: JSON.stringify({ modelName: 'FAKE', platformVersion: '7.0.0', screenWidth: 1920, screenHeight: 1080 }),
    platformBack: function () {
      fakeSet.platformBacks++
    },
  }
})()
