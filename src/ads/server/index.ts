/**
 * `ctv-tracker/ads/server`: what an app posts to a server that makes the ad call, read with distrust. Pure; in no script build.
 */
import { isRecord, isText } from '../../checks.ts'
import type { ConsentStatus } from '../../ports/consent-source.ts'
import type { ExtraValue } from '../extra.ts'

/** What an app posts, and what is left of it on the server: the arguments of the builders. */
export interface AdSession {
  /** From `tracker.activations.get(platform, { split: true })`. */
  targeting: { behavioral: string[]; contextual: string[] }
  /** From `tracker.consent.status`. */
  consent: ConsentStatus
  /** Key-values of the app's own. */
  extra: Record<string, ExtraValue>
}

/** Options of `readAdSession`. */
export interface AdSessionOptions {
  /** Keys of `extra` that the app may set; all others are left out. Default none. */
  keys?: readonly string[]
}

/** As the tracker keeps them: ids of at most 64 characters, 1,000 of a kind. */
const MAX_ID_LENGTH = 64
const MAX_IDS = 1000
/** Characters of a value of `extra`. */
const MAX_VALUE_LENGTH = 256

/**
 * Reads the body that an app posted, as text or parsed. Behavioural cohorts are kept with `consent: 'granted'` alone, and of `extra`
 * only the keys that are allowed. Each part that is not of its shape, or longer than the tracker would make it, is left out, so
 * that the ad call goes out with what is left; never throws.
 */
export function readAdSession(body: unknown, options?: AdSessionOptions): AdSession {
  const posted = readRecord(typeof body == 'string' ? parse(body) : body)
  const targeting = readRecord(posted['targeting'])
  const consent = posted['consent'] === 'granted' || posted['consent'] === 'denied' ? posted['consent'] : 'unknown'
  return {
    targeting: {
      behavioral: consent == 'granted' ? readTexts(targeting['behavioral'], MAX_ID_LENGTH) : [],
      contextual: readTexts(targeting['contextual'], MAX_ID_LENGTH),
    },
    consent,
    extra: readExtra(readRecord(posted['extra']), (options && options.keys) || []),
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (_) {
    // No JSON: as if nothing had been posted.
    return null
  }
}

function readRecord(value: unknown): Record<string, unknown> {
  return isRecord(value) ? value : {}
}

function readTexts(list: unknown, maxLength: number): string[] {
  const texts = Array.isArray(list) ? (list as unknown[]) : []
  return texts.every((text) => isText(text) && text.length <= maxLength) ? (texts.slice(0, MAX_IDS) as string[]) : []
}

function readExtra(posted: Record<string, unknown>, keys: readonly string[]): Record<string, ExtraValue> {
  const extra: Record<string, ExtraValue> = {}
  keys.forEach(function (key) {
    const value = Object.prototype.hasOwnProperty.call(posted, key) ? posted[key] : null
    const texts = readTexts(Array.isArray(value) ? value : [value], MAX_VALUE_LENGTH)
    // Without a value the builders take the key away.
    extra[key] = typeof value == 'number' ? value : texts
  })
  return extra
}
