/**
 * Random bytes of a web engine: `crypto` where there is one, else `Math.random`.
 */
import type { Random } from '../../src/ports/random.ts'

export function createWebRandom(): Random {
  return {
    bytes(count) {
      const bytes: number[] = []
      let strong: Uint8Array | null = null
      try {
        strong = crypto.getRandomValues(new Uint8Array(count))
      } catch (_missing) {
        // Engines of before 2014 have none.
      }
      for (let i = 0; i < count; i++) bytes.push(strong ? strong[i]! : (Math.random() * 256) | 0)
      return bytes
    },
  }
}
