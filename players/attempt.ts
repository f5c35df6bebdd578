/** The result, or undefined where a device's object or a player throws. */
export function attempt<T>(run: () => T): T | undefined {
  try {
    return run()
  } catch (_busy) {
    // In the middle of an operation, or gone.
    return undefined
  }
}
