/**
 * Random bytes of a web engine: `crypto` where there is one, else `Math.random`.
 */
import type { Random } from '../../src/ports/random.ts'

export function createWebRandom(): Random {
  return {
    bytes(count) {
      const bytes: number[] = []
      const strong = typeof crypto == 'object' && crypto && crypto.getRandomValues ? crypto.getRandomValues(new Uint8Array(count)) : null
      for (let i = 0; i < count; i++) bytes.push(strong ? strong[i]! : Math.floor(Math.random() * 256))
      return bytes
    },
  }
}
