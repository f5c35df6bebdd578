/**
 * Whether what a device says is an advertising id. Shared by all devices that have one.
 */

/** An id of nothing but zeros stands for none, and would make one viewer of many. */
export function readAdId(id: unknown): string | null {
  return typeof id == 'string' && /[1-9a-z]/i.test(id) ? id : null
}
