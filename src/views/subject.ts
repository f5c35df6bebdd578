/**
 * What a handle shows: the content that the app gave, and over it what the player names and knows.
 */
import type { Content, Properties } from '../api.ts'
import { isText } from '../checks.ts'
import { copyFields } from '../copy-fields.ts'
import type { PlayerSignal } from '../ports/player-hook.ts'

export interface Subject {
  /** Id of the content, or else its url. */
  _contentId: string
  _url: string
  /** Those of the content, and over them what the player knows. */
  _properties: Properties
  /** The player goes on to other content, which the signal names. */
  _goOn(signal: PlayerSignal): void
  /** Takes over what the player knows of what it plays. */
  _adopt(signal: PlayerSignal): void
  /** Back to the content that the app gave. */
  _reset(): void
}

const nameOf = ({ id, url }: Content): string => (isText(id) ? id : url)

/** `own`: properties of the content, cleaned. `check` cleans those of the player, and returns null where they cannot be used. */
export function createSubject(
  content: Content,
  own: Properties,
  check: (properties: Properties) => Properties | null,
): Subject {
  const subject = {
    _goOn(signal) {
      subject._contentId = signal.content!
      subject._url = isText(signal.url) ? signal.url : content.url
      subject._adopt(signal)
    },
    _adopt({ properties }) {
      const known = properties && check(properties)
      subject._properties = {}
      copyFields(own, own, subject._properties)
      if (known) copyFields(known, known, subject._properties)
    },
    _reset() {
      subject._contentId = nameOf(content)
      subject._url = content.url
      subject._properties = own
    },
  } as Subject
  subject._reset()
  return subject
}
