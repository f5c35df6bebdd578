/**
 * `Object.assign` for engines without it, told which fields. It changes only the object it is given.
 */

/** Copies to `to` the fields of `from` that `keys` has as its own. */
export function copyFields(keys: object, from: object, to: object): void {
  Object.keys(keys).forEach(
    (key) => ((to as { [key: string]: unknown })[key] = (from as { [key: string]: unknown })[key]),
  )
}
