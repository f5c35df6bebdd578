/** Loads a peer as an app does, starts it and gives it a first film, and says how long each held the thread. */
;(function () {
  function run(text) {
    const element = document.createElement('script')
    element.textContent = text
    document.head.appendChild(element)
  }
  const textOf = (name) => fetch(name).then((answer) => answer.text())

  window.stage = {
    /** `mark` is added to the script, so that it is new to the engine. */
    async measureStart(mark) {
      const [peer, driver] = [(await textOf('peer.js')) + mark, await textOf('driver.js')]
      const startedMs = performance.now()
      run(peer)
      const loadedMs = performance.now()
      run(driver)
      const rows = [
        { t: 0, signal: 'load', content: 'film' },
        { t: 0, signal: 'durationchange', duration: 600 },
      ]
      const beginsMs = performance.now()
      window.driver.start(location.origin)
      window.driver.open(window.fakeVideo.element, rows[0])
      for (const row of rows) {
        window.fakeVideo.apply(row)
        window.driver.row(row)
      }
      return { loadMs: loadedMs - startedMs, openMs: performance.now() - beginsMs }
    },
  }
})()
