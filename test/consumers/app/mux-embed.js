import mux from 'mux-embed'

window.peer = mux.monitor
