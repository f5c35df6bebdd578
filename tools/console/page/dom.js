/**
 * Elements, made without any HTML text: what comes from the wire can only become text.
 */

/** @typedef {string | number | Node | null | undefined | false} Child */

/**
 * An element. Attributes that are null or false are left out, true is an empty one; functions are listeners, by the
 * name of their event.
 *
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {Record<string, string | number | boolean | null | undefined | ((event: any) => void)>} [attributes]
 * @param {...(Child | readonly Child[])} children
 * @returns {HTMLElementTagNameMap[T]}
 */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') element.addEventListener(name, value)
    else setAttribute(element, name, value)
  }
  element.append(...nodesOf(children.flat()))
  return element
}

/**
 * @param {Element} element
 * @param {string} name
 * @param {string | number | boolean | null | undefined} value
 */
export function setAttribute(element, name, value) {
  if (value === null || value === undefined || value === false) element.removeAttribute(name)
  else element.setAttribute(name, value === true ? '' : String(value))
}

/**
 * @param {Element} parent
 * @param {...(Child | readonly Child[])} children
 */
export function fill(parent, ...children) {
  parent.replaceChildren(...nodesOf(children.flat()))
}

/**
 * Changes a text that is read out when it changes, and only then.
 *
 * @param {Element} element
 * @param {string} text
 */
export function say(element, text) {
  if (element.textContent !== text) element.textContent = text
}

/** @param {readonly Child[]} children */
function nodesOf(children) {
  return children
    .filter((child) => child !== null && child !== undefined && child !== false)
    .map((child) => (child instanceof Node ? child : String(child)))
}

/**
 * The element with this id, which the page is known to have.
 *
 * @param {string} id
 * @returns {HTMLElement}
 */
export function byId(id) {
  const element = document.getElementById(id)
  if (element === null) throw new Error(`no element with the id ${id}`)
  return element
}

/**
 * Makes the children of `parent` those of `items`, in order. An element whose key stays is kept, and with it the focus;
 * it is made anew only where `versionOf` changed.
 *
 * @template I
 * @param {Element} parent
 * @param {readonly I[]} items
 * @param {(item: I) => string} keyOf
 * @param {(item: I) => string} versionOf
 * @param {(item: I, former: HTMLElement | null) => HTMLElement} create
 */
export function reconcile(parent, items, keyOf, versionOf, create) {
  const former = new Map(
    Array.from(parent.children, (child) => [
      /** @type {HTMLElement} */ (child).dataset['key'] ?? '',
      /** @type {HTMLElement} */ (child),
    ]),
  )
  let place = parent.firstElementChild
  for (const item of items) {
    const key = keyOf(item)
    const known = former.get(key)
    former.delete(key)
    let element = known
    if (known === undefined || known.dataset['version'] !== versionOf(item)) {
      element = create(item, known ?? null)
      element.dataset['key'] = key
      element.dataset['version'] = versionOf(item)
      if (known !== undefined) {
        if (place === known) place = element
        const hadFocus = known.contains(document.activeElement)
        known.replaceWith(element)
        if (hadFocus)
          /** @type {HTMLElement | null} */ (
            element.matches('button') ? element : element.querySelector('button')
          )?.focus()
      }
    }
    if (element === undefined) continue
    if (element === place) place = place.nextElementSibling
    else parent.insertBefore(element, place)
  }
  for (const left of former.values()) left.remove()
}
