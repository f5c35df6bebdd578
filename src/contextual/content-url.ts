/**
 * One url for one content, whichever way the viewer came to it. Pure, and without `URL`, which older engines lack.
 *
 * Source: Direct API guide, "The url Field": the public web url, else one of the app, deterministic in either case.
 */
import type { ContentAddress } from '../api.ts'

/** Parameters of campaigns, sessions and viewers; docs/contextual.md lists them. */
export const STRIPPED =
  'utm_* mtm_* matomo_* pk_* hsa_* _hs* mc_* _ga* _gl gclid gclsrc gbraid wbraid dclid gad_* srsltid ' +
  'fbclid msclkid ttclid twclid li_fat_id igshid igsh epik sccid rdt_cid yclid ysclid wickedid mkt_tok oly_anon_id oly_enc_id vero_id ' +
  'sid sessid sessionid session_id session phpsessid jsessionid aspsessionid* asp.net_sessionid cfid cftoken ' +
  'uid userid user_id user email e-mail mail deviceid device_id ifa idfa gaid tifa lgudid token access_token auth_token auth'

/** What is longer is cut: no page has such an address. */
const MAX_LENGTH = 10_000
const SCHEME = /^[a-z][a-z\d+.-]*$/i
/** Scheme, user (dropped), host, port, path, query; the fragment is left out. */
const WEB_URL =
  /^(https?):\/\/(?:[^/?#\\]*@)?([^/?#\\@:]+|\[[^/?#\\@\]]+\])(?::(\d*))?(\/[^?#]*)?(?:\?([^#]*))?(?:#.*)?$/i

function isListed(name: string, list: readonly string[]): boolean {
  return list.some((item) => {
    const listed = item.toLowerCase()
    const start = listed.slice(0, -1)
    return name == listed || (start + '*' == listed && name.indexOf(start) == 0)
  })
}

function fromWeb(webUrl: string, isStripped: (name: string) => boolean): string {
  const text = webUrl.slice(0, MAX_LENGTH).trim()
  const found = /\s/.test(text) ? null : WEB_URL.exec(text)
  if (!found) return ''
  const scheme = found[1]!.toLowerCase()
  const port = found[3]
  const path = (found[4] || '/').replace(/;([^;/=]*)[^;/]*/g, (parameter, name: string) =>
    isStripped(name) ? '' : parameter,
  )
  const query = (found[5] || '')
    .split('&')
    .map((parameter, place) => ({ parameter, place, name: parameter.split('=')[0]! }))
    .filter(({ parameter, name }) => parameter && !isStripped(name))
    // Of one name the first stays first, which sorting alone does not promise in older engines.
    .sort((a, b) => (a.name == b.name ? a.place - b.place : a.name < b.name ? -1 : 1))
    .map(({ parameter }) => parameter)
    .join('&')
  const isDefault = !port || port == (scheme == 'http' ? '80' : '443')
  return scheme + '://' + found[2]!.toLowerCase() + (isDefault ? '' : ':' + port) + path + (query && '?' + query)
}

/**
 * The `url` of a content: that of its web page, else `scheme://id`.
 *
 * Of a web page: parameters of campaigns, sessions and viewers, the fragment and a user before the host are left out,
 * the others keep their bytes and are sorted by name; scheme and host are in lower case, without a default port. An id
 * is percent-encoded once, part by part.
 *
 * `''` where there is neither an http(s) url nor scheme and id; never throws. An empty url is reported by `watch`,
 * `startView` and `prefetch` as `bad-content`. Source: Direct API guide, "The url Field".
 */
export function contentUrl(address: ContentAddress): string {
  try {
    const { webUrl, scheme, id, strip = [], keep = [] } = address
    const listed = STRIPPED.split(' ').concat(strip)
    const isStripped = (written: string): boolean => {
      const name = unescape(written).toLowerCase()
      return isListed(name, listed) && !isListed(name, keep)
    }
    const web = webUrl ? fromWeb(webUrl, isStripped) : ''
    const name = (typeof id == 'number' && isFinite(id) ? '' + id : id || '') as string
    if (web || !scheme || !SCHEME.test(scheme) || !/\S/.test(name)) return web
    return scheme.toLowerCase() + '://' + name.split('/').map(encodeURIComponent).join('/')
  } catch (_malformed) {
    // Not of the declared types, or half a character.
    return ''
  }
}
