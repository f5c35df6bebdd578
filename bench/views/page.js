/** The page of a vendor: one view at a time, in real time, with its truth beside it. */
;(async function () {
  const parameters = new URLSearchParams(location.search)
  const choice = document.getElementById('choice')
  const told = document.getElementById('told')
  const views = await (await fetch('views.json')).json()
  for (const [place, { name, title }] of views.entries()) choice.add(new Option(`${name} ${title}`, place))

  await new Promise((resolve, reject) => {
    const script = document.createElement('script')
    script.src = parameters.get('driver')
    script.onload = resolve
    script.onerror = () => reject(new Error(`No driver at ${script.src}`))
    document.head.append(script)
  }).catch((error) => (told.textContent = error.message))
  window.driver.start(parameters.get('collector'))

  const until = (ms) => new Promise((resolve) => setTimeout(resolve, Math.max(0, ms - performance.now())))

  document.getElementById('play').onclick = async () => {
    const { rows, truth } = views[choice.value]
    const startedMs = performance.now()
    for (const row of rows) {
      // JSON has no Infinity. A clock that leaps is for the device to set.
      if (row.duration === null) row.duration = Infinity
      await until(startedMs + row.t)
      told.textContent = `${(row.t / 1000).toFixed(1)} s: ${row.signal}`
      if (row.signal === 'load') window.driver.open(window.fakeVideo.element, row)
      window.fakeVideo.apply(row)
      window.driver.row(row)
      if (row.signal === 'stop') window.driver.close()
    }
    told.textContent = `Truth: ${truth.timeS} s, share ${truth.share ?? 'none'}`
  }
})()
