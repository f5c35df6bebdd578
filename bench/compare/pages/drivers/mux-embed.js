/** As Mux documents it for a video element: `mux.monitor`, `videochange` for the next film, ad events by `mux.emit`. */
window.driver = (function () {
  let collector = ''
  let film = null
  return {
    start(url) {
      collector = url
    },
    open(video, { content }) {
      const data = { env_key: 'bench', player_name: 'film', video_id: content, video_title: content }
      if (film) return film.mux.emit('videochange', data)
      film = video
      // Plain http is used for a domain named localhost, with a port.
      window.mux.monitor(film, { data, beaconCollectionDomain: collector.replace(/^http:\/\//, '') })
    },
    row({ signal }) {
      if (signal === 'ad-start') for (const name of ['adbreakstart', 'adplay', 'adplaying']) film.mux.emit(name)
      if (signal === 'ad-end') for (const name of ['adended', 'adbreakend']) film.mux.emit(name)
    },
    close: () => film.mux.emit('viewend'),
    finish: () => film.mux.destroy(),
  }
})()
