/**
 * The app that plays in Hermes: real packages over a fake of `react-native`. The test gives orders over `app`.
 */
import AsyncStorage from '@react-native-async-storage/async-storage'
import 'react-native-get-random-values'
import { createTracker } from 'ctv-tracker/react-native'
import { reactNativeVideo } from 'ctv-tracker/players/react-native-video'
import { AppState } from 'react-native'

const FILM = {
  id: 'final',
  url: 'https://kestrel.example/final',
  properties: { video_id: 'final', categories: ['sports'] },
}
const heard = { diagnostic: [], sent: [] }
let tracker
let props
let positionS = 0

/** Version 6 on Android, four times a second. */
function tick() {
  setTimeout(() => {
    positionS += 0.25
    props.onProgress({ currentTime: positionS })
    tick()
  }, 250)
}

globalThis.app = {
  start(api, apiKey) {
    tracker = createTracker({ apiKey, endpoints: { ccs: api, contextual: api }, native: { AsyncStorage, AppState } })
    for (const name of Object.keys(heard)) tracker.on(name, (told) => heard[name].push(told))
  },
  /** What is there on the line after the grant. */
  grant() {
    tracker.consent.grant()
    app.atGrant = tracker.activations.get('gam', { split: true }).behavioral
    tracker.ready.then(() => (app.isReady = true))
  },
  play() {
    const player = reactNativeVideo()
    props = player.props()
    tracker.watch(player, FILM)
    props.onLoadStart({})
    props.onLoad({ currentTime: 0, duration: 60 })
    props.onPlaybackStateChanged({ isPlaying: true, isSeeking: false })
    tick()
  },
  background: () => AppState.change('background'),
  revoke: () => tracker.consent.revoke(),
  look: () => ({
    ids: tracker.ids,
    storage: tracker.inspect().storage,
    spentS: tracker.inspect().views.map(({ totals }) => totals.timeSpentSeconds),
    isReady: app.isReady === true,
    atGrant: app.atGrant,
    behavioral: tracker.activations.get('gam', { split: true }).behavioral,
    diagnostics: heard.diagnostic.map(({ code, message }) => `${code}: ${message}`),
    sent: heard.sent.length,
    thrown: fakeBrowser.thrown,
  }),
}
