/**
 * Cohorts and content as OpenRTB 2.6 has them, for bid requests of one's own and the `ortb2` of Prebid.js. Pure.
 */
import type { Content } from '../api.ts'
import { cleanProperties } from '../events/properties.ts'
import { readExtra } from './extra.ts'
import type { ExtraOptions } from './extra.ts'
import { readTargeting } from './targeting.ts'
import type { Targeting } from './targeting.ts'

/** Options of `openRtbUserData`. */
export interface OpenRtbOptions {
  /** Name of the data provider. Default `'permutive.com'`. */
  name?: string
  /** Most segments of an entry. Default 500. */
  maxValues?: number
}

/** Options of `openRtb`. */
export interface OpenRtbSignalOptions extends OpenRtbOptions, ExtraOptions {
  /** Number of the taxonomy that the ids belong to, sent as `ext.segtax`. Default none. */
  segtax?: number
  /** What the request is for: `'site'` (default), or `'app'` for an app with a bundle id. */
  channel?: 'site' | 'app'
  /** What is watched, as it was given to `watch`: its `content` object. Default none. */
  content?: Pick<Content, 'url' | 'properties'> & Partial<Pick<Content, 'id' | 'live'>>
}

/** An entry of OpenRTB 2.x `user.data` and `content.data`. */
export interface OpenRtbData {
  name: string
  segment: { id: string }[]
  ext?: { segtax: number }
}

/** The `content` object of OpenRTB 2.6. */
export interface OpenRtbContent {
  id?: string
  url?: string
  title?: string
  series?: string
  season?: string
  episode?: number
  genre?: string
  /** IAB categories. */
  cat?: string[]
  keywords?: string
  contentrating?: string
  /** Seconds. */
  len?: number
  /** Two letters of ISO 639-1. */
  language?: string
  /** A language tag that is longer, by BCP 47. */
  langb?: string
  /** 1 for live. */
  livestream?: 0 | 1
  data?: OpenRtbData[]
}

/** What a request says of site or app. */
export interface OpenRtbInventory {
  content?: OpenRtbContent
  ext?: { data: Record<string, string | string[]> }
}

/** Parts of a bid request, to be merged into it. */
export interface OpenRtbSignals {
  user?: { data?: OpenRtbData[]; ext?: { data: Record<string, string | string[]> } }
  site?: OpenRtbInventory
  app?: OpenRtbInventory
}

/**
 * `user.data` for OpenRTB and Prebid: one entry, behavioural ids first. Empty for empty targeting
 * and for input that makes no sense; never throws.
 */
export function openRtbUserData(targeting: Targeting, options: OpenRtbOptions = {}): OpenRtbData[] {
  try {
    return data(readTargeting(targeting, options.maxValues || 500, true)[0], { name: options.name })
  } catch (_) {
    // Input that makes no sense gives no data.
    return []
  }
}

/**
 * Behavioural cohorts for `user.data`, contextual ones and the content for `site.content` or `app.content`, `extra` for the
 * `ext.data` of `user` (ids of the viewer) and of site or app. Give the split form: a list counts as behavioural. What is empty
 * is left out; input that makes no sense gives nothing; never throws.
 */
export function openRtb(targeting: Targeting, options: OpenRtbSignalOptions = {}): OpenRtbSignals {
  try {
    const lists = readTargeting(targeting, options.maxValues || 500, false)
    const user = { data: data(lists[0], options), ext: { data: {} } }
    const content = readContent(options.content)
    content.data = data(lists[1], options)
    const inventory = { content, ext: { data: {} } }
    readExtra(targeting, options).forEach(({ _key, _values, _isUser }) => {
      const fields: Record<string, string | string[]> = (_isUser ? user : inventory).ext.data
      fields[_key] = _values[1] ? _values : _values[0]!
    })
    return cleanProperties(options.channel == 'app' ? { user, app: inventory } : { user, site: inventory })
  } catch (_) {
    // Input that makes no sense gives nothing.
    return {}
  }
}

function data(ids: string[], { name, segtax }: { name?: string; segtax?: number }): OpenRtbData[] {
  const segment = ids.map(function (id) {
    return { id }
  })
  const entry: OpenRtbData = { name: name || 'permutive.com', segment }
  if (segtax) entry.ext = { segtax }
  return segment[0] ? [entry] : []
}

/**
 * What OpenRTB has names for, by the vendor's standard properties and those of its guide. Nothing else of the properties is read, so
 * nothing of the viewer goes along.
 */
function readContent(given: OpenRtbSignalOptions['content']): OpenRtbContent {
  if (!given) return {}
  const { id, url, live, properties } = given
  const known = (properties['video'] || properties['audio'] || properties) as Partial<Record<string, string>>
  const language = text(known.audio_language || known.language || known.original_language)
  const isCode = !language || language.length < 3
  return {
    id: id || text(known.video_id || known.audio_id),
    // Other schemes say nothing to a buyer.
    url: /^https?:/.test(url) ? url : '',
    title: text(known.title),
    series: text(known.series),
    season: text(known.season_number),
    episode: whole(known.episode_number),
    genre: text(known.genre),
    cat: known.iab_categories as unknown as string[],
    keywords: text(known.categories),
    contentrating: text(known.age_rating),
    len: whole(known.duration_seconds || known.runtime),
    language: isCode ? language : '',
    langb: isCode ? '' : language,
    livestream: live === undefined ? live : live ? 1 : 0,
  }
}

/** A list is joined by commas. */
function text(value: unknown): string | undefined {
  return value == null ? undefined : String(value)
}

function whole(value: unknown): number | undefined {
  return value == null ? undefined : Math.round(+value)
}
