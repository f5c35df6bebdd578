/**
 * Finds the API of a consent platform in this window or one around it.
 */
export type CmpApi = (...args: unknown[]) => unknown

/** The result, or `otherwise` where something foreign throws: a platform, or a window of another origin. */
export function attempt<T>(run: () => T, otherwise?: T): T | undefined {
  try {
    return run()
  } catch (_foreign) {
    // The app hears of it as of any platform without a decision.
    return otherwise
  }
}

/** The function of this name in the nearest window that has it. */
export function findApi(name: string): CmpApi | null {
  let frame: Window | null = typeof window == 'undefined' ? null : window
  while (frame) {
    const shown: unknown = frame
    const api = attempt(() => (shown as Record<string, unknown>)[name])
    if (typeof api == 'function') return api as CmpApi
    frame = frame.parent == frame ? null : frame.parent
  }
  return null
}
