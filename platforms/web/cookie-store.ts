/**
 * Cookies as a key-value store: for sets whose localStorage does not last. Room for ids, not for a queue.
 */
import type { KeyValueStore } from '../../src/ports/stores.ts'

/** About six months, the longest an identifier is kept. */
const MAX_AGE_S = 15_770_000
/** Larger cookies are cut or refused without a word. */
const MAX_LENGTH = 4000

export function openCookies(): KeyValueStore | null {
  // Not read yet: reading a cookie stops the page until another process answers.
  if (!('cookie' in document)) return null
  const pairs = () => (document.cookie ? document.cookie.split('; ') : [])
  const decode = (text: string) => {
    try {
      return decodeURIComponent(text)
    } catch (_foreign) {
      // Not written by us: any name will do.
      return text
    }
  }
  const nameOf = (pair: string) => decode(pair.split('=')[0]!)
  function write(key: string, value: string, maxAgeS: number): void {
    // Max-Age is unknown to some engines of 2015, which read Expires.
    const expires = new Date(+new Date() + maxAgeS * 1000).toUTCString()
    document.cookie =
      encodeURIComponent(key) + '=' + value + '; path=/; max-age=' + maxAgeS + '; expires=' + expires + '; SameSite=Lax'
  }
  return {
    kind: 'cookie',
    isRoomy: false,
    get(key) {
      const pair = pairs().filter((candidate) => nameOf(candidate) == key)[0]
      return pair ? decode(pair.slice(pair.indexOf('=') + 1)) : null
    },
    set(key, value) {
      const encoded = encodeURIComponent(value)
      if (encoded.length > MAX_LENGTH) throw new Error('cookie too large')
      write(key, encoded, MAX_AGE_S)
    },
    remove: (key) => write(key, '', -1),
    keys: () => pairs().map(nameOf),
    watch: () => () => {},
  }
}
