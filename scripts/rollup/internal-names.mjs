/**
 * Members that only the library's own rooms see are named with one underscore and a small letter, and lose that name in
 * what ships. Two underscores are other people's: `__proto__`, `__esModule`, the `__tcfapi` of a consent platform.
 */
export const INTERNAL_NAME = /^_[a-z]/

/**
 * The short name of each internal one, for modules that are shortened one by one and meet again in an app: the same in every
 * module, and none that stands anywhere else in them. The most frequent get the shortest.
 */
export function nameInternals(modules) {
  const counts = new Map()
  for (const word of modules.flatMap((code) => code.match(/[\w$]+/g) ?? []))
    counts.set(word, (counts.get(word) ?? 0) + 1)
  const names = shortNames((name) => !counts.has(name))
  return Object.fromEntries(
    [...counts.keys()]
      .filter((word) => INTERNAL_NAME.test(word))
      .sort((a, b) => counts.get(b) - counts.get(a) || (a < b ? -1 : 1))
      .map((word) => [word, names.next().value]),
  )
}

const LETTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ'

/** `a` … `Z`, `aa` … `ZZ`: those that are free. Words of the language are good names of members. */
function* shortNames(isFree) {
  for (const first of ['', ...LETTERS]) for (const second of LETTERS) if (isFree(first + second)) yield first + second
}
