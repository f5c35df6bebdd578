/**
 * One ad request: cohorts in, a playable ad out. Whatever goes wrong, the answer is "no ad".
 */
import { VASTParser } from '@dailymotion/vast-client'
import type { Tracker } from 'ctv-tracker/browser'
import { decorateAdTag } from 'ctv-tracker/ads'
import type { GetText } from '../http.ts'

/** How long a film may wait for cohorts that are under way, and then for the ad server. */
const FRESH_DEADLINE_MS = 300
const AD_TIMEOUT_MS = 1500

interface VastMediaFile {
  fileURL: string | null
  mimeType: string | null
}

interface VastExtension {
  name: string | null
  value: string | null
  children: VastExtension[]
}

interface VastAd {
  title: string | null
  extensions: VastExtension[]
  creatives: { type: string; mediaFiles: VastMediaFile[] }[]
}

/** A cohort that the advertiser asked for, and the key of the ad call that carried it. */
export interface AdReason {
  key: string
  cohort: string
  name: string
}

export interface Ad {
  mediaUrl: string
  title: string
  /** Why this ad, as the ad server says in an extension of its answer; empty where it says nothing. */
  because: AdReason[]
  /** The ad and its linear creative as the VAST client knows them, for tracking. */
  vast: { ad: object; creative: object }
}

export interface AdRequest {
  tracker: Tracker
  adTag: string
  contentUrl: string
  getText: GetText
  /** Hears the ad call as it is made. */
  onCall(url: string): void
}

/** Without an ad tag the answer is "no ad". Calls `done` exactly once, unless cancelled by the returned function. */
export function requestAd(
  { tracker, adTag, contentUrl, getText, onCall }: AdRequest,
  done: (ad: Ad | null) => void,
): () => void {
  let cancelled = false
  let cancelRequest = () => {}
  const answer = (ad: Ad | null) => {
    if (!cancelled) done(ad)
  }
  if (!adTag) {
    // Told after the return, as every other answer is.
    const timer = setTimeout(() => answer(null))
    return () => clearTimeout(timer)
  }
  tracker.activations.fresh('gam', { url: contentUrl, deadlineMs: FRESH_DEADLINE_MS }).then(() => {
    if (cancelled) return
    const targeting = tracker.activations.get('gam', { url: contentUrl, split: true })
    const url = decorateAdTag(adTag.replace('[timestamp]', String(new Date().getTime())), targeting, 'gam')
    onCall(url)
    cancelRequest = getText(url, AD_TIMEOUT_MS, (xml) => parseAd(xml, answer))
  })
  return () => {
    cancelled = true
    cancelRequest()
  }
}

/** Picks the first linear creative that this television can play. */
export function parseAd(xml: string | null, done: (ad: Ad | null) => void): void {
  if (xml === null) return done(null)
  const canPlay = document.createElement('video')
  new VASTParser()
    .parseVAST(new DOMParser().parseFromString(xml, 'text/xml'))
    .then((response: { ads: VastAd[] }) => {
      for (const ad of response.ads) {
        for (const creative of ad.creatives) {
          if (creative.type !== 'linear') continue
          for (const file of creative.mediaFiles) {
            if (file.fileURL && canPlay.canPlayType(file.mimeType || '')) {
              return { mediaUrl: file.fileURL, title: ad.title || '', because: readReasons(ad), vast: { ad, creative } }
            }
          }
        }
      }
      return null
    })
    // An answer that is no VAST is no ad; the film starts.
    .catch(() => null)
    .then(done)
}

/** Of `<Extension><Why><Key>…</Key><Cohort>…</Cohort><Name>…</Name></Why></Extension>`. */
function readReasons({ extensions }: VastAd): AdReason[] {
  const reasons: AdReason[] = []
  for (const { children } of extensions) {
    for (const why of children) {
      if (why.name !== 'Why') continue
      const valueOf = (name: string) => why.children.filter((child) => child.name === name).map(({ value }) => value)[0]
      reasons.push({ key: valueOf('Key') || '', cohort: valueOf('Cohort') || '', name: valueOf('Name') || '' })
    }
  }
  return reasons
}
