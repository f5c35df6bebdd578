/**
 * Each opening of the page has a television of its own, hence stores of its own. They go with the page; what a crash left goes later.
 */
const PREFIX = 'ctv-tracker-play-'
const DAY_MS = 86_400_000

export function nameForStores(nowMs: number, suffix: string): string {
  return `${PREFIX}${nowMs.toString(36)}-${suffix}`
}

/** Whether a name is of a page that was opened more than a day ago. */
export function isLeftover(name: string, nowMs: number): boolean {
  const made = new RegExp(`^${PREFIX}([a-z0-9]+)-`).exec(name)
  return made !== null && parseInt(made[1]!, 36) < nowMs - DAY_MS
}

export function clearLeftovers(nowMs: number): void {
  for (const key of Object.keys(localStorage)) if (isLeftover(key, nowMs)) localStorage.removeItem(key)
  // Older Firefox cannot list them.
  void indexedDB.databases?.().then((databases) => {
    for (const { name = '' } of databases) if (isLeftover(name, nowMs)) indexedDB.deleteDatabase(name)
  })
}
