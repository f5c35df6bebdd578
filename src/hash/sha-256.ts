/**
 * SHA-256 of a text in UTF-8. Source: FIPS 180-4. Pure.
 *
 * What browsers have is asynchronous, belongs to secure contexts alone, and is missing on televisions.
 */

/** FIPS 180-4, 4.2.2. */
const K = (
  '428a2f98 71374491 b5c0fbcf e9b5dba5 3956c25b 59f111f1 923f82a4 ab1c5ed5 ' +
  'd807aa98 12835b01 243185be 550c7dc3 72be5d74 80deb1fe 9bdc06a7 c19bf174 ' +
  'e49b69c1 efbe4786 0fc19dc6 240ca1cc 2de92c6f 4a7484aa 5cb0a9dc 76f988da ' +
  '983e5152 a831c66d b00327c8 bf597fc7 c6e00bf3 d5a79147 06ca6351 14292967 ' +
  '27b70a85 2e1b2138 4d2c6dfc 53380d13 650a7354 766a0abb 81c2c92e 92722c85 ' +
  'a2bfe8a1 a81a664b c24b8b70 c76c51a3 d192e819 d6990624 f40e3585 106aa070 ' +
  '19a4c116 1e376c08 2748774c 34b0bcb5 391c0cb3 4ed8aa4a 5b9cca4f 682e6ff3 ' +
  '748f82ee 78a5636f 84c87814 8cc70208 90befffa a4506ceb bef9a3f7 c67178f2'
)
  .split(' ')
  .map(parseWord)

/** FIPS 180-4, 5.3.3. */
const INITIAL = '6a09e667 bb67ae85 3c6ef372 a54ff53a 510e527f 9b05688c 1f83d9ab 5be0cd19'.split(' ').map(parseWord)

/** The digest in lower-case hexadecimal digits. */
export function sha256(text: string): string {
  const words = pad(encodeUtf8(text))
  let state = INITIAL
  for (let block = 0; block < words.length; block += 16) state = compress(state, words.slice(block, block + 16))
  return state.map(formatWord).join('')
}

function parseWord(digits: string): number {
  return parseInt(digits, 16) | 0
}

function formatWord(word: number): string {
  return ('0000000' + (word >>> 0).toString(16)).slice(-8)
}

/** The bytes of a text; half a surrogate pair becomes U+FFFD, as `TextEncoder` has it. */
function encodeUtf8(text: string): number[] {
  const bytes: number[] = []
  const whole = text.replace(/[\ud800-\udbff][\udc00-\udfff]|[\ud800-\udfff]/g, function (units) {
    return units.length > 1 ? units : '\ufffd'
  })
  encodeURIComponent(whole).replace(/%(..)|./g, function (character, digits: string | undefined) {
    bytes.push(digits ? parseInt(digits, 16) : character.charCodeAt(0))
    return ''
  })
  return bytes
}

/** FIPS 180-4, 5.1.1: a bit, zeros, and the length in bits, in big-endian words. */
function pad(bytes: number[]): number[] {
  const words: number[] = []
  const length = bytes.length
  const end = ((length + 8) >> 6) * 16 + 16
  for (let i = 0; i < end; i++) words.push(0)
  bytes.concat(0x80).forEach(function (byte, i) {
    words[i >> 2] = words[i >> 2]! | (byte << (24 - (i % 4) * 8))
  })
  words[end - 2] = Math.floor(length / 0x20000000)
  words[end - 1] = length << 3
  return words
}

/** FIPS 180-4, 6.2.2: the state after one block of 16 words. */
function compress(state: number[], block: number[]): number[] {
  const w = block
  for (let t = 16; t < 64; t++) {
    const early = w[t - 15]!
    const late = w[t - 2]!
    const s0 = rotate(early, 7) ^ rotate(early, 18) ^ (early >>> 3)
    const s1 = rotate(late, 17) ^ rotate(late, 19) ^ (late >>> 10)
    w[t] = (w[t - 16]! + s0 + w[t - 7]! + s1) | 0
  }
  let [a, b, c, d, e, f, g, h] = state as [number, number, number, number, number, number, number, number]
  for (let t = 0; t < 64; t++) {
    const s1 = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)
    const choice = (e & f) ^ (~e & g)
    const t1 = (h + s1 + choice + K[t]! + w[t]!) | 0
    const s0 = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)
    const majority = (a & b) ^ (a & c) ^ (b & c)
    h = g
    g = f
    f = e
    e = (d + t1) | 0
    d = c
    c = b
    b = a
    a = (t1 + s0 + majority) | 0
  }
  return [a, b, c, d, e, f, g, h].map(function (word, i) {
    return (word + state[i]!) | 0
  })
}

function rotate(word: number, bits: number): number {
  return (word >>> bits) | (word << (32 - bits))
}
