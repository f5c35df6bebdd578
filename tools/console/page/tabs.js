/**
 * The tabs: arrow keys move and choose; the choice is in the address, so that a reload or a link keeps it.
 */
import { byId } from './dom.js'

/** @param {readonly string[]} names @param {(name: string) => void} onShow */
export function createTabs(names, onShow) {
  const tabs = names.map((name) => byId(`tab-${name}`))

  /** @param {string} name */
  function show(name) {
    names.forEach((other, i) => {
      const isShown = other === name
      tabs[i]?.setAttribute('aria-selected', String(isShown))
      if (tabs[i] !== undefined) tabs[i].tabIndex = isShown ? 0 : -1
      byId(`panel-${other}`).hidden = !isShown
    })
    if (location.hash !== `#${name}`) history.replaceState(null, '', `#${name}`)
    onShow(name)
  }

  tabs.forEach((tab, i) => {
    tab.addEventListener('click', () => show(names[i] ?? ''))
    tab.addEventListener('keydown', (event) => {
      const to = { ArrowRight: i + 1, ArrowLeft: i - 1, Home: 0, End: tabs.length - 1 }[event.key]
      if (to === undefined) return
      event.preventDefault()
      const next = (to + tabs.length) % tabs.length
      tabs[next]?.focus()
      show(names[next] ?? '')
    })
  })
  const fromAddress = () => names.find((name) => location.hash === `#${name}`)
  addEventListener('hashchange', () => show(fromAddress() ?? names[0] ?? ''))
  return { start: () => show(fromAddress() ?? names[0] ?? '') }
}
