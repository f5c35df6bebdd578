/**
 * Who is compared, what an app ships to use it, and how it is driven: data only.
 * `home` packages lie in `bench/peers`, pinned by its lockfile.
 */

export type PeerName = 'ctv-tracker' | 'snowplow' | 'mux-embed' | 'mparticle' | 'hand-written'

export interface Peer {
  readonly name: PeerName
  /** As the tables call it. */
  readonly title: string
  /** npm packages an app names; empty: none. The first gives the version. */
  readonly packages: readonly string[]
  /** Where the script comes from: a published file, or the documented imports bundled for an app. */
  readonly script: { readonly file: string } | { readonly imports: string; readonly globalName: string }
  /** What is said about the script. */
  readonly scriptNote: string
  /** Which of its fields count as the time spent and the share watched. */
  readonly fields: { readonly time: string; readonly share: string }
  /** True where it keeps events for the next start. */
  readonly keepsEvents: boolean
}

const SNOWPLOW_IMPORTS = `
export { newTracker, trackStructEvent } from '@snowplow/browser-tracker'
export {
  SnowplowMediaPlugin, startMediaTracking, endMediaTracking, updateMediaTracking, trackMediaPlay, trackMediaPause, trackMediaEnd,
  trackMediaSeekStart, trackMediaSeekEnd, trackMediaPlaybackRateChange, trackMediaBufferStart, trackMediaBufferEnd,
  trackMediaAdBreakStart, trackMediaAdBreakEnd, trackMediaAdStart, trackMediaAdComplete,
} from '@snowplow/browser-plugin-media'
`

const MPARTICLE_IMPORTS = `
export { default as mParticle } from '@mparticle/web-sdk'
export { default as MediaSession } from '@mparticle/web-media-sdk'
`

export const peers: readonly Peer[] = [
  {
    name: 'ctv-tracker',
    title: 'ctv-tracker',
    packages: ['ctv-tracker'],
    script: { file: 'dist/ctv-tracker.min.js' },
    scriptNote: 'the script-tag build for all platforms, `dist/ctv-tracker.min.js`',
    fields: { time: '`time_spent_seconds`', share: '`percentage_watched`' },
    keepsEvents: true,
  },
  {
    name: 'snowplow',
    title: 'Snowplow',
    packages: ['@snowplow/browser-tracker', '@snowplow/browser-plugin-media'],
    script: { imports: SNOWPLOW_IMPORTS, globalName: 'SnowplowPeer' },
    scriptNote: 'tracker and media plugin, the functions used here, bundled with esbuild',
    fields: { time: '`timePlayed`', share: '`contentWatched` over the duration' },
    keepsEvents: true,
  },
  {
    name: 'mux-embed',
    title: 'Mux',
    packages: ['mux-embed'],
    script: { file: 'bench/peers/node_modules/mux-embed/dist/mux.js' },
    scriptNote: 'the published `dist/mux.js`',
    fields: {
      time: '`view_content_playback_time` less `ad_playing_time_ms_cumulative`',
      share: 'union of `video_playback_range` over the duration',
    },
    keepsEvents: false,
  },
  {
    name: 'mparticle',
    title: 'mParticle',
    packages: ['@mparticle/web-sdk', '@mparticle/web-media-sdk'],
    script: { imports: MPARTICLE_IMPORTS, globalName: 'MParticlePeer' },
    scriptNote: 'web SDK and media SDK, bundled with esbuild',
    fields: { time: '`media_content_time_spent`', share: 'none' },
    keepsEvents: true,
  },
  {
    name: 'hand-written',
    title: '100 lines by hand',
    packages: [],
    script: { file: 'bench/compare/pages/hand-written.js' },
    scriptNote: '`bench/compare/pages/hand-written.js`, written for this comparison as a team might in an afternoon',
    fields: { time: '`time_spent_seconds`', share: '`percentage_watched` (furthest position over the duration)' },
    keepsEvents: true,
  },
]
