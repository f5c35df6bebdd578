/**
 * Switches for faults, per route.
 */
import { change, read } from './data.js'
import { fill, h, say, setAttribute } from './dom.js'
import { plural, routeNames } from './format.js'

/** @typedef {import('./data.js').OrderedFault} OrderedFault */

/** What each fault is, and what the tracker does about it. @type {readonly [kind: string, name: string, what: string, then: string][]} */
const kinds = [
  [
    'latency',
    'Late answer',
    'The right answer, after a delay.',
    'It waits up to its time-out, 10 s unless the app says otherwise. An ad call that asks for fresh cohorts goes on at its deadline, with those it has.',
  ],
  ['status', 'Error status', 'Not processed; answered with this status.', ''],
  [
    'drop-before',
    'Closed connection',
    'Nothing is processed, nothing answered.',
    'It cannot know whether its events arrived, keeps them, and sends them again, later each time. After five in a row it tries with one event at a time.',
  ],
  [
    'drop-after',
    'Lost answer',
    'Processed, then the connection closes.',
    'It cannot know that they arrived, and sends them again: they are stored here twice, the price of losing none. With at-most-once delivery it drops and reports them.',
  ],
  [
    'half-body',
    'Half an answer',
    'Processed; the connection breaks in the middle of the answer.',
    'Half an answer is none: it sends the events again, and they are stored here twice. Cohorts stay as they were.',
  ],
  [
    'captive-portal',
    'Captive portal',
    'A 200 with a sign-in page instead of JSON.',
    'A 200 without a user_id is not taken for an answer: nothing is forgotten, and the events are sent again.',
  ],
  [
    'hang',
    'No answer',
    'Silence, until the client gives up.',
    'It gives up after its time-out, 10 s unless the app says otherwise, and goes on as with a closed connection. Nothing else leaves meanwhile.',
  ],
]

/** What the tracker does about a status. @param {number} status */
function thenOf(status) {
  if (status === 401 || status === 403 || status === 404)
    return 'It keeps its events, reports it, and tries again with the next session, login or start, else after 10 minutes and then less often.'
  if (status === 408 || status === 429 || status >= 500)
    return 'It keeps its events and sends them again, later each time; it waits as long as Retry-After says, where it may read that.'
  return 'It halves the batch to find the event that is refused. That one is sent alone once more at the next start, then dropped and reported; the others go on.'
}

/** @param {HTMLElement} panel @param {(faults: OrderedFault[]) => void} onFaults */
export function createFaultsView(panel, onFaults) {
  /** @type {OrderedFault[]} */
  let ordered = []

  const route = h(
    'select',
    { id: 'faults-route', change: render },
    ...['*', 'ccs', 'contextual', 'identify', 'overrides', 'counts'].map((name) =>
      h('option', { value: name }, routeNames[name]),
    ),
  )
  const count = number('faults-count', 1, 1_000_000, '')
  const latency = number('faults-latency', 0, 600_000, '1000')
  const status = h(
    'select',
    { id: 'faults-status', change: render },
    ...[400, 401, 403, 404, 408, 413, 422, 429, 500, 502, 503, 504].map((code) =>
      h('option', { value: code, selected: code === 503 }, code),
    ),
  )
  const retryAfter = number('faults-retry-after', 0, 86_400, '')
  const failure = h('p', { class: 'failure', role: 'alert', hidden: true })
  const active = h('ul', { class: 'active' })
  const none = h('p', { class: 'empty' }, 'None: every request is answered as it should be.')
  const allOff = h('button', { type: 'button', click: () => void switchAllOff() }, 'Switch all off')

  const statusThen = h('span')
  const switches = kinds.map(([kind, name, what, then]) => {
    const toggle = h(
      'button',
      {
        type: 'button',
        class: 'switch',
        role: 'switch',
        id: `fault-${kind}`,
        'aria-checked': 'false',
        'aria-describedby': `fault-${kind}-what`,
        click: () => void toggleFault(kind),
      },
      h('span', { class: 'thumb', 'aria-hidden': 'true' }),
      name,
    )
    return {
      kind,
      toggle,
      row: h(
        'li',
        {},
        toggle,
        h('div', { class: 'settings' }, ...settingsOf(kind)),
        h(
          'p',
          { id: `fault-${kind}-what` },
          what,
          h('span', { class: 'then' }, h('strong', {}, 'The tracker: '), kind === 'status' ? statusThen : then),
        ),
      ),
    }
  })

  fill(
    panel,
    h(
      'div',
      { class: 'tools' },
      h('label', {}, 'Switches act on ', route),
      h('label', {}, 'for the next ', count, ' requests (empty: until switched off)'),
    ),
    h(
      'div',
      { class: 'split even' },
      h('div', { class: 'card' }, h('ul', { class: 'switches' }, ...switches.map(({ row }) => row)), failure),
      h(
        'div',
        { class: 'card' },
        h('h2', {}, 'Ordered'),
        none,
        active,
        allOff,
        h(
          'p',
          { class: 'note' },
          'They act in this order, before key and body are looked at. The app sees them; the lists on this page do not suffer from them.',
        ),
      ),
    ),
  )

  /** @param {string} kind */
  function settingsOf(kind) {
    if (kind === 'latency') return [h('label', {}, latency, ' ms')]
    if (kind === 'status') return [h('label', {}, 'Status ', status), h('label', {}, 'Retry-After ', retryAfter, ' s')]
    return []
  }

  /** @param {string} id @param {number} min @param {number} max @param {string} value */
  function number(id, min, max, value) {
    return h('input', { id, type: 'number', min, max, step: 1, value, inputmode: 'numeric' })
  }

  /** @param {string} kind */
  function find(kind) {
    return ordered.find((each) => each.route === route.value && each.fault.kind === kind)
  }

  /** @param {string} kind */
  async function toggleFault(kind) {
    if (find(kind) !== undefined)
      return act(() => change('DELETE', `faults?${new URLSearchParams({ route: route.value, kind })}`))
    /** @type {Record<string, unknown>} */
    const fault = { route: route.value, kind }
    if (count.value !== '') fault['count'] = count.valueAsNumber
    if (kind === 'latency') fault['latencyMs'] = latency.valueAsNumber
    if (kind === 'status') {
      fault['status'] = Number(status.value)
      if (retryAfter.value !== '') fault['retryAfter'] = retryAfter.valueAsNumber
    }
    return act(() => change('POST', 'faults', fault))
  }

  async function switchAllOff() {
    await act(() => change('DELETE', 'faults'))
    // The button is gone; whoever pressed it goes on at the switches.
    switches[0]?.toggle.focus()
  }

  /** @param {() => Promise<unknown>} run */
  async function act(run) {
    try {
      await run()
      failure.hidden = true
    } catch (error) {
      failure.hidden = false
      fill(failure, `Not done: ${/** @type {Error} */ (error).message}`)
    }
    await refresh()
  }

  async function refresh() {
    ordered = /** @type {OrderedFault[]} */ (await read('faults'))
    onFaults(ordered)
    render()
  }

  function render() {
    say(statusThen, thenOf(Number(status.value)))
    for (const { kind, toggle } of switches)
      setAttribute(toggle, 'aria-checked', find(kind) === undefined ? 'false' : 'true')
    none.hidden = ordered.length > 0
    allOff.hidden = ordered.length === 0
    fill(active, ...ordered.map(describe))
  }

  render()
  return { refresh }
}

/** @param {OrderedFault} ordered */
function describe({ route, fault, remaining }) {
  const name = kinds.find(([kind]) => kind === fault.kind)?.[1] ?? fault.kind
  const details = [
    fault.status === undefined ? null : String(fault.status),
    fault.latencyMs === undefined ? null : `${fault.latencyMs} ms`,
    fault.retryAfter === undefined ? null : `Retry-After ${fault.retryAfter}`,
  ].filter((detail) => detail !== null)
  return h(
    'li',
    {},
    h('span', { class: `route ${route}` }, routeNames[route] ?? route),
    h('strong', {}, name),
    details.length > 0 && h('span', {}, details.join(', ')),
    h(
      'span',
      { class: 'answered' },
      remaining === null ? 'until switched off' : `for ${plural(remaining, 'more request')}`,
    ),
  )
}
