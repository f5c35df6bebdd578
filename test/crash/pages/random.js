/* eslint-disable no-var -- runs as it is in television engines: ES5 only */
/** The generator of ../random.ts, for pages. */
;(function () {
  window.createRandom = function (seed) {
    var state = seed >>> 0
    return function () {
      state = (state + 0x6d2b79f5) >>> 0
      var mixed = Math.imul(state ^ (state >>> 15), state | 1)
      mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
      return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
    }
  }
})()
