/**
 * HLS and DASH streams for the tests of player hooks, made of the films of `test/fixtures/media`: paths and what is served there.
 *
 * `movie` is content, 12 s of it; `next` another content of 6 s. In `periods` an ad lies from 4 s to 8 s. `live` is a window of 8 s
 * that begins to slide when it is first asked for, and lasts 20 s. `recording` (DASH) and `cut` (HLS) were cut from a live stream.
 */
import type { ServerResponse } from 'node:http'
import type { Film } from './fragments.ts'
import { readFilm } from './fragments.ts'
import type { VirtualFile } from './static-server.ts'

export const MOVIE_S = 12
export const NEXT_S = 6
export const PERIODS_AD_SPAN: [number, number] = [4, 8]

/** Where the only period of `recording` begins. */
export const RECORDING_START_S = 30

/** An ad in a stream of its own. */
export const AD_S = 2

const WINDOW_S = 8
/** So much of the live stream is in the past when it is first asked for. */
const LIVE_PAST_S = 10

/** A stretch of a film, in whole seconds. */
interface Part {
  film: Film
  fromS: number
  toS: number
}

export function createStreams(): Record<string, VirtualFile> {
  const movie = readFilm('movie')
  const ad = readFilm('ad')
  const files: Record<string, VirtualFile> = {}
  for (const { name, init, segments } of [movie, ad]) {
    files[`/${name}-init.mp4`] = init
    segments.forEach((segment, i) => (files[`/${name}-${i}.m4s`] = segment))
  }
  const streams: Record<string, Part[]> = {
    movie: [{ film: movie, fromS: 0, toS: MOVIE_S }],
    next: [{ film: ad, fromS: 0, toS: NEXT_S }],
    ad: [{ film: ad, fromS: 0, toS: AD_S }],
    periods: [
      { film: movie, fromS: 0, toS: 4 },
      { film: ad, fromS: 0, toS: 4 },
      { film: movie, fromS: 4, toS: 8 },
    ],
  }
  for (const [name, parts] of Object.entries(streams)) {
    files[`/${name}.m3u8`] = formatPlaylist(parts)
    files[`/${name}.mpd`] = formatManifest(parts)
  }
  files['/recording.mpd'] = formatManifest(streams.movie!, RECORDING_START_S)
  files['/cut.m3u8'] = formatPlaylist([{ film: movie, fromS: 6, toS: 6 + MOVIE_S }])
  files['/interstitial.m3u8'] = formatInterstitial(streams.movie!)

  let startedMs = NaN
  const liveS = () => {
    if (Number.isNaN(startedMs)) startedMs = Date.now()
    return LIVE_PAST_S + (Date.now() - startedMs) / 1000
  }
  files['/live.m3u8'] = (_request, response) => {
    const edgeS = Math.min(movie.segments.length, Math.floor(liveS()))
    answer(
      response,
      'application/vnd.apple.mpegurl',
      formatPlaylist([{ film: movie, fromS: edgeS - WINDOW_S, toS: edgeS }], true),
    )
  }
  files['/live.mpd'] = (_request, response) => {
    liveS()
    answer(response, 'application/dash+xml', formatLiveManifest(movie, startedMs - LIVE_PAST_S * 1000))
  }
  return files
}

function answer(response: ServerResponse, type: string, body: string): void {
  response.writeHead(200, { 'Content-Type': type, 'Content-Length': Buffer.byteLength(body) }).end(body)
}

function formatPlaylist(parts: Part[], isLive = false): string {
  const rows = [
    '#EXTM3U',
    '#EXT-X-VERSION:7',
    '#EXT-X-TARGETDURATION:1',
    `#EXT-X-MEDIA-SEQUENCE:${isLive ? parts[0]!.fromS : 0}`,
  ]
  if (!isLive) rows.push('#EXT-X-PLAYLIST-TYPE:VOD')
  parts.forEach(({ film, fromS, toS }, i) => {
    if (i > 0) rows.push('#EXT-X-DISCONTINUITY')
    rows.push(`#EXT-X-MAP:URI="${film.name}-init.mp4"`)
    for (let s = fromS; s < toS; s++) rows.push('#EXTINF:1.0,', `${film.name}-${s}.m4s`)
  })
  if (!isLive) rows.push('#EXT-X-ENDLIST')
  return rows.join('\n') + '\n'
}

/** The content with an ad after 4 s, played from a playlist of its own. */
function formatInterstitial(parts: Part[]): string {
  const at = (s: number) => new Date(Date.UTC(2020, 0, 1) + s * 1000).toISOString()
  const range = `#EXT-X-DATERANGE:ID="ad",CLASS="com.apple.hls.interstitial",START-DATE="${at(4)}",DURATION=${AD_S},X-ASSET-URI="ad.m3u8",X-RESUME-OFFSET=0`
  return formatPlaylist(parts).replace('#EXT-X-MAP', `#EXT-X-PROGRAM-DATE-TIME:${at(0)}\n${range}\n#EXT-X-MAP`)
}

function formatAdaptationSet(film: Film, fromS: number): string {
  return `<AdaptationSet mimeType="video/mp4" segmentAlignment="true" startWithSAP="1">
      <SegmentTemplate timescale="1" duration="1" startNumber="${fromS}" presentationTimeOffset="${fromS}" initialization="${film.name}-init.mp4" media="${film.name}-$Number$.m4s"/>
      <Representation id="${film.name}" codecs="${film.codec}" bandwidth="100000" width="320" height="180" frameRate="25"/>
    </AdaptationSet>`
}

const MPD =
  '<?xml version="1.0"?>\n<MPD xmlns="urn:mpeg:dash:schema:mpd:2011" profiles="urn:mpeg:dash:profile:isoff-live:2011" minBufferTime="PT1S"'

function formatManifest(parts: Part[], startS = 0): string {
  const lengthS = parts.reduce((sum, { fromS, toS }) => sum + toS - fromS, 0)
  const periods = parts.map(
    ({ film, fromS, toS }, i) =>
      `  <Period id="${i}"${startS ? ` start="PT${startS}S"` : ''} duration="PT${toS - fromS}S">\n    ${formatAdaptationSet(film, fromS)}\n  </Period>`,
  )
  return `${MPD} type="static" mediaPresentationDuration="PT${startS + lengthS}S">\n${periods.join('\n')}\n</MPD>\n`
}

function formatLiveManifest(film: Film, startMs: number): string {
  const iso = (ms: number) => new Date(ms).toISOString()
  return `${MPD} type="dynamic" availabilityStartTime="${iso(startMs)}" publishTime="${iso(startMs)}" minimumUpdatePeriod="PT2S" timeShiftBufferDepth="PT${WINDOW_S}S" suggestedPresentationDelay="PT3S">
  <UTCTiming schemeIdUri="urn:mpeg:dash:utc:direct:2014" value="${iso(Date.now())}"/>
  <Period id="0" start="PT0S">
    ${formatAdaptationSet(film, 0)}
  </Period>
</MPD>
`
}
