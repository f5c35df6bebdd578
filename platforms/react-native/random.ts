/**
 * Random bytes of a React Native app. Hermes has no `crypto`, and `Math.random` makes ids that two televisions may share: so the app hands
 * in a function, or has put one where browsers have theirs. Why: docs/decisions/0024-random-bytes-of-react-native.md
 */
import type { Random } from '../../src/ports/random.ts'

/** Fills `bytes` with random ones, as `crypto.getRandomValues` does; what it returns is not read. */
export type GetRandomValues = (bytes: Uint8Array) => unknown

/** Null where there is no source of random bytes. */
export function createNativeRandom(given: GetRandomValues | undefined): Random | null {
  const fill = given || findOfEngine()
  return (
    fill && {
      bytes(count) {
        const bytes = new Uint8Array(count)
        fill(bytes)
        // 16 zeros are no accident: a native part that did nothing would make one viewer of all.
        if (count > 7 && !/[1-9]/.test('' + bytes)) throw new Error('getRandomValues gave zeros')
        return bytes
      },
    }
  )
}

function findOfEngine(): GetRandomValues | null {
  const isThere = typeof crypto == 'object' && !!crypto && typeof crypto.getRandomValues == 'function'
  return isThere ? (bytes) => crypto.getRandomValues(bytes as never) : null
}
