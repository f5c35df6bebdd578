/**
 * A fake of what an HbbTV terminal gives a page, for a browser that is none. Run before the page's own scripts.
 *
 * Imitates developer.hbbtv.org, references, "The application/oipfApplicationManager embedded object", "The Application class" and
 * "The KeySet class": an application that was started automatically is hidden until `show()`, and has the keys of the groups it
 * asked for with `keyset.setValue`, none before. The numbers of the keys are the terminal's own, told as globals `VK_…`; this one's
 * were chosen so that none is the usual one. What happened is in `window.fakeSet`.
 */
;(function () {
  const GROUPS = { RED: 0x1, GREEN: 0x2, YELLOW: 0x4, BLUE: 0x8, NAVIGATION: 0x10, VCR: 0x20 }
  const KEYS = [
    ['VK_LEFT', 537, 'NAVIGATION'],
    ['VK_UP', 538, 'NAVIGATION'],
    ['VK_RIGHT', 539, 'NAVIGATION'],
    ['VK_DOWN', 540, 'NAVIGATION'],
    ['VK_ENTER', 513, 'NAVIGATION'],
    ['VK_BACK', 661, 'NAVIGATION'],
    ['VK_RED', 703, 'RED'],
    ['VK_GREEN', 704, 'GREEN'],
    ['VK_YELLOW', 705, 'YELLOW'],
    ['VK_BLUE', 706, 'BLUE'],
    ['VK_PLAY', 715, 'VCR'],
    ['VK_PAUSE', 719, 'VCR'],
    ['VK_STOP', 713, 'VCR'],
    ['VK_FAST_FWD', 717, 'VCR'],
    ['VK_REWIND', 712, 'VCR'],
  ]
  const fakeSet = { mask: 0, isShown: false, isDestroyed: false, keysHeldBack: 0 }
  window.fakeSet = fakeSet
  KEYS.forEach(function (key) {
    window[key[0]] = key[1]
  })
  const keyset = {
    setValue: function (mask) {
      fakeSet.mask = mask
      return mask
    },
  }
  Object.keys(GROUPS).forEach(function (name) {
    keyset[name] = GROUPS[name]
  })
  const application = {
    privateData: { keyset: keyset },
    show: function () {
      fakeSet.isShown = true
      return true
    },
    hide: function () {
      fakeSet.isShown = false
      return true
    },
    destroyApplication: function () {
      fakeSet.isDestroyed = true
    },
  }
  Object.defineProperty(HTMLObjectElement.prototype, 'getOwnerApplication', {
    configurable: true,
    get: function () {
      if (this.type !== 'application/oipfApplicationManager') return undefined
      return function (page) {
        return page === document ? application : null
      }
    },
  })
  window.addEventListener(
    'keydown',
    function (event) {
      const isMine = KEYS.some(function (key) {
        return key[1] === event.keyCode && (fakeSet.mask & GROUPS[key[2]]) !== 0
      })
      if (isMine && fakeSet.isShown) return
      fakeSet.keysHeldBack++
      event.stopImmediatePropagation()
    },
    true,
  )
})()
