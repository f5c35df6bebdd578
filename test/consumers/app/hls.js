import Hls from 'hls.js'

window.peer = Hls.isSupported
