/**
 * The console: wires the stream of requests to the four sections, of which the one on screen is kept up to date.
 */
import { createCountsView } from './counts-view.js'
import { LiveRequests, read, throttled } from './data.js'
import { byId, say } from './dom.js'
import { createFaultsView } from './faults-view.js'
import { createRequestsView } from './requests-view.js'
import { createTabs } from './tabs.js'
import { createUsersView } from './users-view.js'

/** @type {import('./data.js').Overview | null} */
let overview = null
let shown = 'requests'
let isStreaming = false

byId('address').textContent = location.origin
// A token that opened the page is in a cookie by now, and is not for those who look at the screen.
if (location.search !== '') history.replaceState(null, '', location.pathname + location.hash)

const requests = new LiveRequests(requestsChanged, (state) => {
  isStreaming = state === 'live'
  // What is known was told before: it is on the page when the page says that it is live.
  if (isStreaming) views.requests.render()
  setConnection(isStreaming)
  if (isStreaming) void refresh()
})
const views = {
  requests: createRequestsView(byId('panel-requests'), requests, () => overview),
  users: createUsersView(
    byId('panel-users'),
    () => overview,
    () => requests.list,
  ),
  counts: createCountsView(byId('panel-counts')),
  faults: createFaultsView(byId('panel-faults'), (faults) => setCount('faults', faults.length)),
}
const refreshSoon = throttled(() => void refresh(), 300)
const renderSoon = throttled(() => views.requests.render(), 50)

createTabs(['requests', 'users', 'counts', 'faults'], (name) => {
  shown = name
  // Counts are kept by the emulator until somebody asks for new ones.
  if (name === 'counts') void views.counts.refresh()
  void refresh()
}).start()
addEventListener('visibilitychange', () => {
  if (document.visibilityState === 'visible') void refresh()
})

function requestsChanged() {
  setCount('requests', requests.size)
  renderSoon()
  refreshSoon()
}

async function refresh() {
  if (document.visibilityState === 'hidden') return
  try {
    overview = await read('overview')
    setCount('users', overview?.users ?? 0)
    await views.faults.refresh()
    if (shown === 'users') await views.users.refresh()
    views.requests.render()
    if (isStreaming) setConnection(true)
  } catch {
    // Whatever was to be read, the one cause on this machine is that nobody answers.
    setConnection(false)
  }
}

/** @param {boolean} isLive */
function setConnection(isLive) {
  const connection = byId('connection')
  connection.dataset['state'] = isLive ? 'live' : 'lost'
  say(connection, isLive ? 'live' : 'no connection, trying again')
}

/** @param {string} name @param {number} count */
function setCount(name, count) {
  const element = document.querySelector(`[data-count="${name}"]`)
  if (element !== null) element.textContent = count === 0 ? '' : count.toLocaleString('en')
}
