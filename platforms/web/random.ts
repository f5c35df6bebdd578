/**
 * Random bytes of a web engine: `crypto` where there is one, else `Math.random`.
 */
import type { Random } from '../../src/ports/random.ts'

export function createWebRandom(): Random {
  return {
    bytes(count) {
      const bytes: number[] = []
      try {
        const strong = crypto.getRandomValues(new Uint8Array(count))
        if (strong) return strong
      } catch (_missing) {
        // Engines of before 2014 have none.
      }
      while (bytes.length < count) bytes.push((Math.random() * 256) | 0)
      return bytes
    },
  }
}
