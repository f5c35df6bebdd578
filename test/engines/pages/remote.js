/* eslint-disable no-var -- runs as it is in television engines: ES5 only */
/** Keys of the remote for engines that a test cannot press keys in: an event of our making, not a viewer's. */
window.remote = function (keyCode) {
  var event = document.createEvent('Event')
  event.initEvent('keydown', true, true)
  event.keyCode = keyCode
  document.dispatchEvent(event)
}
