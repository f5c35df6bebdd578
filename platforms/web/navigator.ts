/** What the engine says of itself. Not every web view has a `navigator`. */
export const browser = (): Partial<Navigator> => (typeof navigator == 'object' && navigator) || {}

export function userAgent(): string {
  return browser().userAgent || ''
}
