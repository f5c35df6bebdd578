/**
 * A page with one player of `?player=`, its hook, and a record of what the hook reported.
 */
const parameters = new URLSearchParams(location.search)
const video = document.getElementById('video')
const name = parameters.get('player')

const load = (src) =>
  new Promise((resolve, reject) => {
    const script = Object.assign(document.createElement('script'), {
      src,
      onload: resolve,
      onerror: () => reject(new Error(src)),
    })
    document.head.append(script)
  })

/** Each makes a player that plays in the video, and says how it changes to another stream. */
const LIBRARIES = {
  async videojs() {
    await load('video.js/dist/video.js')
    const player = window.videojs(video)
    await new Promise((resolve) => player.ready(resolve))
    return {
      player,
      extension: 'm3u8',
      change: (src) => player.src({ src, type: TYPES[src.split('.')[1]] }),
      destroy: () => player.dispose(),
    }
  },
  async shaka() {
    await load('shaka-player/dist/shaka-player.compiled.js')
    window.shaka.polyfill.installAll()
    const player = new window.shaka.Player()
    await player.attach(video)
    return {
      player,
      extension: 'mpd', // With CMCD it takes a relative manifest for the name of a host.
      change: (src) => player.load(new URL(src, location.href).href),
      destroy: () => player.destroy(),
    }
  },
  async hlsjs() {
    await load('hls.js/dist/hls.js')
    const player = new window.Hls({ enableWorker: false, cmcd: {} })
    player.attachMedia(video)
    return { player, extension: 'm3u8', change: (src) => player.loadSource(src), destroy: () => player.destroy() }
  },
  async dashjs() {
    await load('dashjs/dist/modern/umd/dash.all.min.js')
    const player = window.dashjs.MediaPlayer().create()
    player.initialize(video, null, false)
    return { player, extension: 'mpd', change: (src) => player.attachSource(src), destroy: () => player.destroy() }
  },
}

const { createMeter } = await import('./src/engagement/index.js')
const hooks = await import(`./players/${name}/index.js`)
const createHook = hooks[name]
const TYPES = { webm: 'video/webm', m3u8: 'application/x-mpegURL', mpd: 'application/dash+xml' }
const { player, extension, change, destroy } = await LIBRARIES[name]()

const signals = []
/** What a second hook on the same player hears, and its own meter. */
const echo = []
const echoMeter = createMeter({})
const viewIds = []
let view = null

const api = parameters.get('api')
const tracker = window.CtvTracker.createTracker({
  apiKey: parameters.get('key'),
  endpoints: { ccs: api, contextual: api },
  consent: 'granted',
})
tracker.on('view', ({ viewId, state }) => {
  if (state === 'started') viewIds.push(viewId)
})

const timers = {
  after(ms, run) {
    const timer = setTimeout(run, ms)
    return () => clearTimeout(timer)
  },
}

/** A hook that is listened to. */
function record(hook) {
  return {
    player: hook.player,
    onView: hook.onView,
    attach: (emit, given) =>
      hook.attach((signal) => {
        signals.push(Object.assign({ wallMs: performance.now() }, signal))
        emit(signal)
      }, given),
  }
}

/** Listeners on the player and the video: those that came and did not go. */
let listeners = 0
const COUNTED = { on: 1, addEventListener: 1, off: -1, removeEventListener: -1 }
for (const target of [player, video]) {
  for (const [method, step] of Object.entries(COUNTED)) {
    const original = target[method]
    if (!original) continue
    try {
      target[method] = function (types) {
        listeners += step * [].concat(types).length
        return original.apply(this, arguments)
      }
    } catch {
      // A frozen player is not counted.
    }
  }
}

window.stage = {
  name,
  extension,
  /** As an app starts the player: some have a method for it, which waits for what is being loaded. */
  play: () => Promise.resolve((player.play ? player : video).play()).catch(() => undefined),
  player,
  video,
  signals,
  echo,
  viewIds,
  readTotals: () => view.totals,
  /** Has another stream watched and loaded. */
  async open(stream, content) {
    const id = stream.replace(/\W.*/, '')
    const begin = () => change(stream.includes('.') ? stream : `${stream}.${extension}`)
    // As in the documents the player is watched first. Another stream is loaded before it is watched: nothing more is heard of the first.
    const early = view && begin()
    view = tracker.watch(record(createHook(player, { cmcd: true })), {
      id,
      url: `https://kestrel.example/${id}`,
      properties: { video_id: id, title: id },
      ...content,
    })
    await (early || begin())
  },
  /** Loads the same again, as an app does on an error. */
  reload: (stream) => change(`${stream}.${extension}`),
  listen(content) {
    echoMeter.push({ t: performance.now(), signal: 'load', ...content })
    return createHook(player).attach((signal) => {
      echo.push(signal)
      echoMeter.push({ t: performance.now(), ...signal })
    }, timers)
  },
  readEcho: () => echoMeter.views.at(-1),
  /** `[before, while, after]` an attachment. */
  countListeners() {
    const before = listeners
    const attachment = createHook(player).attach(() => {}, timers)
    const during = listeners
    attachment.detach()
    return [before, during, listeners]
  },
  /** videojs-contrib-ads and its simplest use: a break before, one at a position, one after. */
  async addAds(midrollS) {
    await load('videojs-contrib-ads/dist/videojs-contrib-ads.js')
    player.ads()
    stage.breaks = 0
    function play() {
      stage.breaks++
      player.ads.startLinearAdMode()
      player.src({ src: 'ad.m3u8', type: 'application/x-mpegURL' })
      player.one('adended', () => player.ads.endLinearAdMode())
    }
    player.on('readyforpreroll', play)
    player.on('readyforpostroll', play)
    player.on('timeupdate', function check() {
      if (player.ads.isInAdMode() || player.currentTime() < midrollS) return
      player.off('timeupdate', check)
      play()
    })
    player.on('ended', () => (stage.isOver = true))
    player.on('contentchanged', () => player.trigger('adsready'))
    player.trigger('adsready')
  },
  end: () => view.end(),
  destroy,
}
