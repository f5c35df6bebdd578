/**
 * The viewer's own answer to the consent question. The tracker never stores it; the app does, and says it at each start.
 */

export type Choice = 'accepted' | 'declined'

export interface Choices {
  /** Null before the first answer, or where nothing can be stored. */
  read(): Choice | null
  store(choice: Choice): void
}

export function createChoices(prefix = 'kestrel-tv'): Choices {
  const key = prefix + '.personalised-ads'
  return {
    read() {
      try {
        const stored = localStorage.getItem(key)
        return stored === 'accepted' || stored === 'declined' ? stored : null
      } catch (_) {
        // Storage is switched off: the question comes at each start.
        return null
      }
    },
    store(choice) {
      try {
        localStorage.setItem(key, choice)
      } catch (_) {
        // See above.
      }
    },
  }
}
