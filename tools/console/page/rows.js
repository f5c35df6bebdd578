/**
 * A list of buttons that is walked with the arrow keys: one of them is in the tab order, the chosen one is marked.
 */

/**
 * Makes the arrow keys, Home and End move through the buttons of `list`; each move chooses.
 *
 * @param {HTMLElement} list
 */
export function walkable(list) {
  list.addEventListener('keydown', (event) => {
    const buttons = /** @type {HTMLButtonElement[]} */ ([...list.querySelectorAll('button.row')])
    const at = buttons.indexOf(/** @type {HTMLButtonElement} */ (document.activeElement))
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: buttons.length - 1 }[event.key]
    if (at < 0 || to === undefined) return
    event.preventDefault()
    const next = buttons[Math.max(0, Math.min(buttons.length - 1, to))]
    next?.focus()
    next?.click()
  })
}

/**
 * Marks the chosen button, and puts it, or else the first, into the tab order.
 *
 * @param {HTMLElement} list
 * @param {string | null} chosen
 */
export function mark(list, chosen) {
  const buttons = /** @type {HTMLButtonElement[]} */ ([...list.querySelectorAll('button.row')])
  const entry =
    buttons.find((button) => button.value === chosen) ??
    buttons.find((button) => button === document.activeElement) ??
    buttons[0]
  for (const button of buttons) {
    button.tabIndex = button === entry ? 0 : -1
    if (button.value === chosen) button.setAttribute('aria-current', 'true')
    else button.removeAttribute('aria-current')
  }
}
