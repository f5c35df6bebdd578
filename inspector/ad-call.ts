/**
 * An ad call taken apart for reading. Pure; never throws, whatever the url is.
 */

export interface AdCall {
  /** Everything before the query. */
  server: string
  /** Key-values and other parameters, decoded, in their order. */
  parameters: { name: string; value: string; isKeyValue: boolean }[]
  /** Wall clock in ms when it was handed over. */
  at: number
}

/** Parameters that hold key-values of their own, escaped as one value. */
const NESTED = ['cust_params']

function decode(text: string): string {
  try {
    return decodeURIComponent(text.replace(/\+/g, ' '))
  } catch (_) {
    // A macro or a cut escape: shown as it is.
    return text
  }
}

/** Query parameters, and the `;` sections that FreeWheel uses. */
export function parseAdCall(url: string, at: number): AdCall {
  const text = String(url)
  const hash = text.search(/#(?!\{)/)
  const whole = hash < 0 ? text : text.slice(0, hash)
  const start = whole.indexOf('?')
  const parameters: AdCall['parameters'] = []

  function add(query: string, isKeyValue: boolean): void {
    query.split(/[&;]/).forEach(function (pair) {
      const at = pair.indexOf('=')
      if (at < 1) return
      const name = decode(pair.slice(0, at))
      const value = decode(pair.slice(at + 1))
      if (!isKeyValue && NESTED.indexOf(name) >= 0) add(value, true)
      else parameters.push({ name, value, isKeyValue })
    })
  }

  if (start >= 0) add(whole.slice(start + 1), false)
  return { server: start < 0 ? whole : whole.slice(0, start), parameters, at }
}
