/**
 * The live list of requests, and one of them in full.
 */
import { fill, h, reconcile, say } from './dom.js'
import { cut, formatDate, formatTime, jsonPieces, plural, routeNames, summarize } from './format.js'
import { mark, walkable } from './rows.js'
import { createWelcome } from './welcome.js'

/** More rows than anyone reads, and fewer than a page feels. */
const shownRows = 200

/**
 * @param {HTMLElement} panel
 * @param {import('./data.js').LiveRequests} requests
 * @param {() => import('./data.js').Overview | null} overview
 */
export function createRequestsView(panel, requests, overview) {
  /** The one that somebody chose; while there is none, the newest is shown. */
  /** @type {number | null} */
  let chosen = null
  /** While it is held, the newest number shown. */
  /** @type {number | null} */
  let heldAt = null

  const route = h(
    'select',
    { id: 'requests-route', change: render },
    ...['', 'ccs', 'contextual', 'identify', 'overrides', 'counts', 'unknown'].map((name) =>
      h('option', { value: name }, name === '' ? 'All routes' : routeNames[name]),
    ),
  )
  const search = h('input', {
    id: 'requests-search',
    type: 'search',
    placeholder: 'Find in requests and answers',
    input: render,
    autocomplete: 'off',
    spellcheck: 'false',
  })
  const hold = h('button', { type: 'button', 'aria-pressed': 'false', click: toggleHold }, 'Hold')
  const follow = h('button', { type: 'button', 'aria-pressed': 'true', click: followNewest }, 'Follow newest')
  const welcome = createWelcome(overview)
  const list = h('ol', { class: 'rows', 'aria-label': 'Requests, newest first' })
  const note = h('p', { class: 'note', role: 'status' })
  const detail = h('article', { class: 'detail', 'aria-label': 'The chosen request', tabindex: '-1' })
  const split = h('div', { class: 'split' }, h('div', { class: 'list' }, note, list), detail)
  walkable(list)
  fill(
    panel,
    h(
      'div',
      { class: 'tools' },
      h('label', {}, h('span', { class: 'visually-hidden' }, 'Route'), route),
      h('label', { class: 'grow' }, h('span', { class: 'visually-hidden' }, 'Find in requests and answers'), search),
      hold,
      follow,
      h('button', { type: 'button', click: clear }, 'Clear'),
    ),
    welcome.element,
    split,
  )

  function followNewest() {
    chosen = null
    render()
  }

  function toggleHold() {
    heldAt = heldAt === null ? (requests.list[0]?.seq ?? 0) : null
    hold.setAttribute('aria-pressed', String(heldAt !== null))
    render()
  }

  function clear() {
    chosen = null
    heldAt = heldAt === null ? null : 0
    requests.clear()
  }

  function render() {
    const words = search.value.trim().toLowerCase()
    const all = requests.list
    const fitting = all.filter(
      (request) =>
        (heldAt === null || request.seq <= heldAt) &&
        (route.value === '' || request.route === route.value) &&
        (words === '' ||
          JSON.stringify([request.path, request.query, request.body, request.answer, request.status])
            .toLowerCase()
            .includes(words)),
    )
    const waiting = heldAt === null ? 0 : all.filter(({ seq }) => seq > /** @type {number} */ (heldAt)).length
    say(note, noteOf(all.length, fitting.length, waiting))
    reconcile(list, fitting.slice(0, shownRows), ({ seq }) => String(seq), versionOf, createRow)
    const shown = chosen ?? fitting[0]?.seq ?? null
    mark(list, shown === null ? null : String(shown))
    follow.setAttribute('aria-pressed', String(chosen === null))
    welcome.render(all.length === 0 && heldAt === null)
    detail.hidden = all.length === 0
    split.classList.toggle('alone', all.length === 0)
    const request = all.find(({ seq }) => seq === shown)
    showDetail(request ?? null)
  }

  /** @param {number} all @param {number} fitting @param {number} waiting */
  function noteOf(all, fitting, waiting) {
    if (waiting > 0) return `Held: ${plural(waiting, 'newer request')} not shown.`
    if (all === 0) return 'No requests yet. Point an app at the address above; what it sends appears here at once.'
    if (fitting === 0) return 'No request fits.'
    if (fitting > shownRows) return `The newest ${shownRows} of ${plural(fitting, 'request')}.`
    return fitting < all ? `${fitting} of ${plural(all, 'request')}.` : ''
  }

  /** @param {import('./data.js').SeenRequest} request */
  function createRow(request) {
    const { asked, answered } = summarize(request)
    const button = h(
      'button',
      {
        class: 'row request',
        type: 'button',
        value: request.seq,
        click: () => {
          chosen = request.seq
          render()
        },
      },
      h('span', { class: 'time' }, formatTime(request.at)),
      h('span', { class: `route ${request.route}` }, routeNames[request.route] ?? request.route),
      statusBadge(request),
      request.fault !== null && h('span', { class: 'badge fault' }, request.fault),
      request.ignored.length > 0 &&
        h('span', { class: 'badge bad' }, `${plural(request.ignored.length, 'event')} ignored`),
      h('span', { class: 'asked' }, cut(asked, 160)),
      answered !== '' && h('span', { class: 'answered' }, cut(answered, 160)),
    )
    return h('li', {}, button)
  }

  /** @type {string | null} */
  let shownDetail = null
  /** @type {number | undefined} */
  let shownSeq

  /** @param {import('./data.js').SeenRequest | null} request */
  function showDetail(request) {
    const version = request === null ? '' : `${request.seq} ${versionOf(request)}`
    if (version === shownDetail) return
    shownDetail = version
    if (request?.seq !== shownSeq) detail.scrollTop = 0
    shownSeq = request?.seq
    if (request === null) return fill(detail, h('p', { class: 'empty' }, 'Choose a request to see all of it.'))
    const { method, path, query, headers, body, answer, at, endedAt, seq, fault, route: name } = request
    fill(
      detail,
      h('h2', {}, `${method} ${path}`),
      facts([
        ['Number', String(seq)],
        ['Arrived', formatDate(at)],
        ['Took', endedAt === null ? 'still waiting' : `${endedAt - at} ms`],
        ['API', routeNames[name] ?? name],
        ['Status', statusBadge(request)],
        fault === null ? null : ['Fault', h('span', { class: 'badge fault' }, fault)],
      ]),
      request.ignored.length > 0 &&
        h(
          'section',
          {},
          h('h3', {}, 'Ignored'),
          h('p', {}, 'Answered with 200 all the same, as without synchronous validation. Cohorts do not count:'),
          h('ul', { class: 'reasons' }, ...request.ignored.map((reason) => h('li', {}, reason))),
        ),
      section('Query', Object.keys(query).length === 0 ? null : pairs(query)),
      section('Body', body === null ? null : json(body)),
      section('Answer', answer === null ? null : json(answer), request.status === null ? 'None was sent.' : 'Empty.'),
      h('details', {}, h('summary', {}, 'Headers'), pairs(headers)),
    )
  }

  return { render }
}

/** A row is drawn anew only when something in it has changed. @param {import('./data.js').SeenRequest} request */
function versionOf({ status, fault, endedAt }) {
  return `${status} ${fault} ${endedAt}`
}

/** @param {import('./data.js').SeenRequest} request */
function statusBadge({ status, endedAt }) {
  if (status === null)
    return h(
      'span',
      { class: `badge ${endedAt === null ? 'open' : 'bad'}` },
      endedAt === null ? 'waiting' : 'no answer',
    )
  return h('span', { class: `badge ${status < 400 ? 'good' : 'bad'}` }, status)
}

/** @param {([string, import('./dom.js').Child] | null)[]} rows */
export function facts(rows) {
  return h(
    'dl',
    { class: 'facts' },
    ...rows.filter((row) => row !== null).map(([name, value]) => h('div', {}, h('dt', {}, name), h('dd', {}, value))),
  )
}

/** @param {string} title @param {Node | null} content */
function section(title, content, empty = 'None.') {
  return h('section', {}, h('h3', {}, title), content ?? h('p', { class: 'empty' }, empty))
}

/** @param {Record<string, string>} values */
function pairs(values) {
  return h(
    'dl',
    { class: 'pairs' },
    ...Object.entries(values).map(([name, value]) => h('div', {}, h('dt', {}, name), h('dd', {}, value))),
  )
}

/** @param {unknown} value */
export function json(value) {
  return h(
    'pre',
    { tabindex: '0' },
    ...jsonPieces(value).map(({ kind, text }) =>
      kind === 'plain' ? text : h('span', { class: `json-${kind}` }, text),
    ),
  )
}
