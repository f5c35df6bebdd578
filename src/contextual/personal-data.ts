/**
 * What in a content speaks of the viewer: the Contextual API is asked without consent, so nothing there should. Pure.
 */
import type { Alias, Properties } from '../api.ts'
import type { Report } from '../diagnostics.ts'

/** As in a text or a url; not `poster@2x.jpg`, nor the channel `/@name`. */
const E_MAIL = /[^\s@/?&=]@(?!\dx\.)[^\s@/]+\.[a-z]/i
/** So much of a text is looked at. */
const MAX_LENGTH = 10_000

const hasEMail = (text: string): boolean => E_MAIL.test(text.slice(0, MAX_LENGTH))

/** An address in the clear under a tag that promises a hash is a mistake that nobody else would see. */
export function findAddresses(aliases: readonly Alias[], report: Report): void {
  aliases.forEach(({ tag, id }) => {
    if (/hash|sha|md5/i.test(tag.slice(0, 100)) && hasEMail(id)) report('personal-data', ['alias ' + tag])
  })
}

/**
 * Calls `found` with the path of whatever looks like an e-mail address or is one of `ids`: a value, a part of a url, or a
 * name, which is told by the path above it. Returns whether `value` itself is such.
 */
export function findPersonalData(
  value: unknown,
  path: string,
  ids: readonly unknown[],
  found: (path: string) => void,
): unknown {
  if (value && typeof value == 'object')
    return Object.keys(value).forEach(
      (key) =>
        findPersonalData(key, path, ids, found) ||
        findPersonalData((value as Properties)[key], path + '.' + key, ids, found),
    )
  const text = unescape(('' + value).slice(0, MAX_LENGTH))
  const isPersonal =
    hasEMail(text) ||
    text
      .split(/[/?#&=;]/)
      .concat(text)
      .some((part) => ids.indexOf(part) >= 0)
  if (isPersonal) found(path)
  return isPersonal
}
