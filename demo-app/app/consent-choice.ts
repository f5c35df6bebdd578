/**
 * The viewer's own answer to the consent question. The tracker never stores it; the app does, and says it at each start.
 */

export type Choice = 'accepted' | 'declined'

const KEY = 'kestrel-tv.personalised-ads'

/** Null before the first answer, or where nothing can be stored. */
export function readChoice(): Choice | null {
  try {
    const stored = localStorage.getItem(KEY)
    return stored === 'accepted' || stored === 'declined' ? stored : null
  } catch (_) {
    // Storage is switched off: the question comes at each start.
    return null
  }
}

export function storeChoice(choice: Choice): void {
  try {
    localStorage.setItem(KEY, choice)
  } catch (_) {
    // See above.
  }
}
