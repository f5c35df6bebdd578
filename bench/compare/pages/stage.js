/**
 * Plays a trace to one tracker: moves the clock, the video and the tracker's driver, and lets every request and every write end
 * before time goes on, so that the network and the disk of this page answer at once.
 */
;(function () {
  const native = { now: performance.now.bind(performance), addEventListener: EventTarget.prototype.addEventListener }
  const STEP_MS = 250

  /** Requests and transactions that have begun and not ended. */
  let pending = 0
  /** Resolves when the last of them ended: looking again and again would be work that counts as the tracker's. */
  let whenEnded = null
  const end = () => {
    if (--pending === 0 && whenEnded) whenEnded()
  }

  const fetchNatively = window.fetch.bind(window)
  window.fetch = function (...given) {
    pending++
    const answer = fetchNatively(...given)
    answer.then(end, end)
    return answer
  }
  const sendNatively = XMLHttpRequest.prototype.send
  XMLHttpRequest.prototype.send = function (...given) {
    pending++
    native.addEventListener.call(this, 'loadend', end)
    return sendNatively.apply(this, given)
  }
  const transactNatively = IDBDatabase.prototype.transaction
  IDBDatabase.prototype.transaction = function (...given) {
    const transaction = transactNatively.apply(this, given)
    pending++
    native.addEventListener.call(transaction, 'complete', end)
    native.addEventListener.call(transaction, 'abort', end)
    return transaction
  }
  const openNatively = IDBFactory.prototype.open
  IDBFactory.prototype.open = function (...given) {
    const request = openNatively.apply(this, given)
    pending++
    native.addEventListener.call(request, 'success', end)
    native.addEventListener.call(request, 'error', end)
    return request
  }

  /** Resolves in a later task, whatever the clock says. */
  const channel = new MessageChannel()
  let wake = null
  channel.port1.onmessage = () => wake()
  const nextTask = () =>
    new Promise((resolve) => {
      wake = resolve
      channel.port2.postMessage(null)
    })

  async function idle() {
    await nextTask()
    while (pending > 0) {
      await new Promise((resolve) => (whenEnded = resolve))
      whenEnded = null
      await nextTask()
    }
  }

  let clock = null
  /** How far the wall clock was set ahead of the monotonic one. */
  let aheadMs = 0

  function installClock() {
    const startedAt = Date.now()
    const startedMs = native.now()
    clock = window.FakeTimers.install({
      now: startedAt,
      toFake: [
        'Date',
        'setTimeout',
        'clearTimeout',
        'setInterval',
        'clearInterval',
        'requestAnimationFrame',
        'cancelAnimationFrame',
      ],
    })
    performance.now = () => clock.now - startedAt - aheadMs + startedMs
  }

  async function advance(ms) {
    for (let left = ms; left > 0; left -= STEP_MS) {
      clock.tick(Math.min(STEP_MS, left))
      await idle()
    }
  }

  /** Sets the wall clock alone, as NTP does, or as a sleep does in which the monotonic one stands still. */
  function setWallAhead(ms) {
    clock.setSystemTime(clock.now + ms - aheadMs)
    aheadMs = ms
  }

  installClock()
  let atMs = 0
  window.stage = {
    idle,
    advance,
    /** `rows` in order of `t`; `aheadMs` of a row is where the wall clock stands from then on. */
    async play(rows) {
      for (const row of rows) {
        // JSON has no Infinity.
        if (row.duration === null) row.duration = Infinity
        await advance(row.t - atMs)
        atMs = row.t
        if (row.aheadMs !== undefined) setWallAhead(row.aheadMs)
        if (row.signal === 'load') window.driver.open(window.fakeVideo.element, row)
        window.fakeVideo.apply(row)
        window.driver.row(row)
        if (row.signal === 'stop') window.driver.close()
        await idle()
      }
    },
  }
})()
