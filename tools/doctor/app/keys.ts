/**
 * The keys that the doctor can press.
 */

/** Codes of the remote's keys, which apps look at rather than at names. */
export const keyCodes: Readonly<Record<string, number>> = {
  Enter: 13,
  Left: 37,
  Up: 38,
  Right: 39,
  Down: 40,
  Back: 461,
  Play: 415,
  Red: 403,
  Green: 404,
  Yellow: 405,
  Blue: 406,
}

/** The names of the keys that can be pressed. */
export const keyNames: readonly string[] = Object.keys(keyCodes)
