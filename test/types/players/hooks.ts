/**
 * The hooks of players over the players' own types.
 */
import { createTracker } from 'ctv-tracker/browser'
import type { PlayerHook } from 'ctv-tracker/browser'
import { avplay, wrapListener } from 'ctv-tracker/players/avplay'
import { bitmovin } from 'ctv-tracker/players/bitmovin'
import { broadcast } from 'ctv-tracker/players/broadcast'
import type { BroadcastObject } from 'ctv-tracker/players/broadcast'
import { dashjs } from 'ctv-tracker/players/dashjs'
import { hlsjs } from 'ctv-tracker/players/hlsjs'
import { html5 } from 'ctv-tracker/players/html5'
import { oipf } from 'ctv-tracker/players/oipf'
import { shaka } from 'ctv-tracker/players/shaka'
import { theoplayer } from 'ctv-tracker/players/theoplayer'
import type { PlayerWithPlugin } from 'ctv-tracker/players/videojs'
import { registerPlugin, videojs } from 'ctv-tracker/players/videojs'
import { reading } from 'ctv-tracker/players/reading'
import { withAds } from 'ctv-tracker/players/with-ads'
import { Player } from 'bitmovin-player'
import * as dash from 'dashjs'
import Hls from 'hls.js'
import shakaLibrary from 'shaka-player'
import { ChromelessPlayer } from 'theoplayer'
import videojsLibrary from 'video.js'

const tracker = createTracker({ apiKey: 'key' })
const content = { url: 'app://clip/1', properties: { title: 'One' } }

const player = videojsLibrary('video')
const hooks: PlayerHook[] = [
  videojs(player),
  shaka(new shakaLibrary.Player()),
  hlsjs(new Hls()),
  dashjs(dash.MediaPlayer().create()),
]
tracker.watch(hooks[0], content).track('Rated')
hooks.push(theoplayer(new ChromelessPlayer(document.body)), bitmovin(new Player(document.body, { key: 'key' })))

const listener = wrapListener({ onevent: (id: string, data: string) => void [id, data] })
webapis.avplay.setListener(listener)
hooks.push(avplay(webapis.avplay, listener), avplay(webapis.avplaystore.getPlayer()))

declare const tv: BroadcastObject
hooks.push(
  oipf({ playState: 1 }),
  broadcast(tv),
  broadcast(tv, { properties: (programme, channel) => ({ title: programme?.name, channel: channel?.name }) }),
)
withAds(avplay(webapis.avplay)).setAd(true)
withAds(html5(document.createElement('video'))!).setAd(false)
reading(document.createElement('article')).attach(() => {}, { after: () => () => {} })

registerPlugin(videojsLibrary)
const view = (player as typeof player & PlayerWithPlugin).ctvTracker(tracker, content)
view.track('Rated', { stars: 5 })

// @ts-expect-error: the library is not a player
videojs(videojsLibrary)
// @ts-expect-error: a media element has no events of Shaka's
shaka(document.createElement('video'))
// @ts-expect-error: the class, not an instance
hlsjs(Hls)
// @ts-expect-error: the factory of players, not a player
dashjs(dash.MediaPlayer())
// @ts-expect-error: a view needs content
;(player as typeof player & PlayerWithPlugin).ctvTracker(tracker)
// @ts-expect-error: the store, not one of its players
avplay(webapis.avplaystore)
// @ts-expect-error: a listener that was not wrapped is not heard
avplay(webapis.avplay, { onerror() {} })
// @ts-expect-error: a view element has no state of an A/V Control object
oipf(document.createElement('video'))
// @ts-expect-error: what is no properties
broadcast(tv, { properties: () => 'News' })
// @ts-expect-error: the container, not the player
bitmovin(document.body)
