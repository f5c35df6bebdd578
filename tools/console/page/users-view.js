/**
 * Users, and one of them: cohorts with the overrides that hold for them, and events.
 */
import { change, read, throttled } from './data.js'
import { fill, h, reconcile, say } from './dom.js'
import { cut, formatDate, formatTime, plural, shortId } from './format.js'
import { facts, json } from './requests-view.js'
import { mark, walkable } from './rows.js'
import { eveningOf } from './timeline.js'
import { createTimeline } from './timeline-view.js'

/** The newest, of those that fit what is searched for. */
const shownUsers = 200
const shownEvents = 200

/**
 * @typedef {import('./data.js').User} User
 * @typedef {import('./data.js').Override} Override
 */

/**
 * @param {HTMLElement} panel
 * @param {() => import('./data.js').Overview | null} overview
 * @param {() => readonly import('./data.js').SeenRequest[]} requests
 */
export function createUsersView(panel, overview, requests) {
  /** @type {string | null} */
  let chosen = null
  /** Whose events were read. */
  /** @type {string | null} */
  let readOf = null
  /** @type {User[]} */
  let users = []
  /** @type {Override[]} */
  let overrides = []
  /** @type {import('./data.js').StoredEvent[]} */
  let events = []
  let reads = 0
  /** The latest read that is on the page. */
  let shownRead = 0

  const search = h('input', {
    id: 'users-search',
    type: 'search',
    placeholder: 'Find by user id or alias',
    autocomplete: 'off',
    spellcheck: 'false',
    input: throttled(() => void refresh(), 250),
  })
  const list = h('ol', { class: 'rows', 'aria-label': 'Users, newest first' })
  const note = h('p', { class: 'note', role: 'status' })
  const who = h('div')
  const timeline = createTimeline((id) => overview()?.cohorts.find((cohort) => cohort.id === id)?.name ?? id)
  const cohortTable = h('table', { class: 'cohorts' })
  const eventList = h('ol', { class: 'events' })
  const eventNote = h('p', { class: 'note' })
  const failure = h('p', { class: 'failure', role: 'alert', hidden: true })
  const nobody = h('p', { class: 'empty' }, 'Choose a user to see cohorts, overrides and events.')
  // They wait for their events, and the rest does not.
  const evening = h('section', { hidden: true }, h('h3', {}, 'The evening'), timeline.element)
  const happened = h('section', { hidden: true }, h('h3', {}, 'Events'), eventNote, eventList)
  const sections = h(
    'div',
    { hidden: true },
    who,
    evening,
    h('section', {}, h('h3', {}, 'Cohorts'), failure, h('div', { class: 'table' }, cohortTable)),
    happened,
  )
  walkable(list)
  fill(
    panel,
    h(
      'div',
      { class: 'tools' },
      h('label', { class: 'grow' }, h('span', { class: 'visually-hidden' }, 'Find by user id or alias'), search),
    ),
    h(
      'div',
      { class: 'split' },
      h('div', { class: 'list' }, note, list),
      h('article', { class: 'detail', 'aria-label': 'The chosen user' }, nobody, sections),
    ),
  )

  /** Reads everything anew; an answer that a later one overtook is left out. */
  async function refresh() {
    reads += 1
    const mine = reads
    const wanted = chosen
    const [found, decided, told] = await Promise.all([
      read('users', { search: search.value.trim(), newest: shownUsers }),
      read('overrides'),
      wanted === null ? [] : read('events', { user_id: wanted, newest: shownEvents }),
    ])
    if (mine < shownRead) return
    shownRead = mine
    users = /** @type {User[]} */ (found).reverse()
    overrides = /** @type {Override[]} */ (decided)
    events = /** @type {import('./data.js').StoredEvent[]} */ (told).reverse()
    readOf = wanted
    render()
  }

  /** @param {string} userId */
  function choose(userId) {
    chosen = userId
    render()
    // Where nobody answers, the page says so in its head.
    refresh().catch(() => undefined)
  }

  function render() {
    const known = overview()?.users ?? users.length
    say(
      note,
      users.length === 0
        ? search.value.trim() === ''
          ? 'Nobody yet. A user appears with the first CCS request.'
          : 'No user fits.'
        : users.length < known
          ? `${plural(users.length, 'user')} shown of ${known.toLocaleString('en')}.`
          : '',
    )
    reconcile(
      list,
      users,
      ({ userId }) => userId,
      (user) => JSON.stringify([user, decisionsFor(user).size]),
      createRow,
    )
    mark(list, chosen)
    const user = users.find(({ userId }) => userId === chosen)
    nobody.hidden = user !== undefined
    sections.hidden = user === undefined
    if (user !== undefined) showUser(user)
  }

  /** @param {User} user */
  function createRow(user) {
    const decided = [...decisionsFor(user).values()].filter((status) => status !== 'reset').length
    return h(
      'li',
      {},
      h(
        'button',
        { class: 'row user', type: 'button', value: user.userId, click: () => choose(user.userId) },
        h('code', {}, shortId(user.userId)),
        h(
          'span',
          { class: 'asked' },
          user.aliases.map(({ tag, id }) => `${tag} ${cut(id, 24)}`).join(', ') || 'generated id',
        ),
        h(
          'span',
          { class: 'answered' },
          user.cohorts.length === 0 ? 'no cohorts' : plural(user.cohorts.length, 'cohort'),
        ),
        decided > 0 && h('span', { class: 'badge fault' }, plural(decided, 'override')),
      ),
    )
  }

  /** @param {User} user */
  function showUser(user) {
    fill(
      who,
      h('h2', { class: 'id' }, user.userId),
      facts([
        ['First seen', formatDate(user.createdAt)],
        [
          'Aliases',
          user.aliases.length === 0
            ? 'none'
            : user.aliases.map(({ tag, id, priority }) => `${tag} = ${id} (priority ${priority})`).join(', '),
        ],
      ]),
    )
    showCohorts(user)
    evening.hidden = happened.hidden = user.userId !== readOf
    if (evening.hidden) return
    timeline.render(eveningOf(events, requests(), user.userId))
    say(
      eventNote,
      events.length === 0
        ? 'None.'
        : events.length === shownEvents
          ? `The newest ${shownEvents}. Rejected events are kept and ignored by cohorts.`
          : 'Newest first. Rejected events are kept and ignored by cohorts.',
    )
    reconcile(
      eventList,
      events,
      ({ seq }) => String(seq),
      () => '',
      createEvent,
    )
  }

  /** @param {User} user */
  function showCohorts(user) {
    const decisions = decisionsFor(user)
    const cohorts = overview()?.cohorts ?? []
    if (cohortTable.tBodies.length === 0) {
      fill(
        cohortTable,
        h(
          'thead',
          {},
          h('tr', {}, ...['Cohort', 'Member', 'Override', 'Change'].map((title) => h('th', { scope: 'col' }, title))),
        ),
        h('tbody'),
      )
    }
    reconcile(
      /** @type {HTMLElement} */ (cohortTable.tBodies[0]),
      cohorts,
      ({ id }) => `${user.userId} ${id}`,
      ({ id }) => `${user.cohorts.includes(id)} ${decisions.get(id)}`,
      ({ id, name }, former) => {
        const isMember = user.cohorts.includes(id)
        const status = decisions.get(id) ?? 'none'
        const row = h(
          'tr',
          {},
          h('th', { scope: 'row' }, h('code', {}, id), ' ', name),
          h('td', {}, h('span', { class: isMember ? 'badge good' : 'badge none' }, isMember ? 'yes' : 'no')),
          h('td', {}, status === 'add' || status === 'block' ? h('span', { class: 'badge fault' }, status) : 'by rule'),
          h(
            'td',
            { class: 'actions' },
            ...['add', 'block', 'reset'].map((verb) =>
              h(
                'button',
                {
                  type: 'button',
                  'data-verb': verb,
                  'aria-label': `${verb} ${name}`,
                  'aria-disabled': verb === status || (verb === 'reset' && status === 'none') ? 'true' : null,
                  click: () => void decide(user, id, verb),
                },
                verb,
              ),
            ),
          ),
        )
        // Whoever pressed a button goes on from there, though the row is a new one.
        const pressed = former?.contains(document.activeElement)
          ? /** @type {HTMLElement} */ (document.activeElement).dataset['verb']
          : undefined
        if (pressed !== undefined)
          queueMicrotask(() =>
            /** @type {HTMLElement | null} */ (row.querySelector(`[data-verb="${pressed}"]`))?.focus(),
          )
        return row
      },
    )
  }

  /** @param {User} user @param {string} cohort @param {string} status */
  async function decide(user, cohort, status) {
    try {
      await change('POST', 'overrides', { user: user.userId, segment_id: Number(cohort), user_status: status })
      failure.hidden = true
    } catch (error) {
      failure.hidden = false
      fill(failure, `Not done: ${/** @type {Error} */ (error).message}`)
    }
    await refresh()
  }

  /** What holds for a user, by cohort: of several decisions that reach one user, the one that arrived last. @param {User} user */
  function decisionsFor(user) {
    const names = new Set([user.userId, ...user.aliases.map(({ id }) => id)])
    const reaching = overrides.filter(
      (override) => names.has(override.user) || override.user.toLowerCase() === user.userId,
    )
    return new Map(reaching.sort((a, b) => a.seq - b.seq).map(({ segmentId, status }) => [segmentId, status]))
  }

  return { refresh }
}

/** @param {import('./data.js').StoredEvent} event */
function createEvent({ name, time, properties, viewId, sessionId, receivedAt, accepted, reasons }) {
  return h(
    'li',
    {},
    h(
      'details',
      {},
      h(
        'summary',
        {},
        h('span', { class: 'time' }, formatTime(receivedAt)),
        h('strong', {}, name),
        !accepted && h('span', { class: 'badge bad' }, 'rejected'),
        h('span', { class: 'answered' }, `view ${shortId(viewId)} · session ${shortId(sessionId)}`),
      ),
      reasons.length > 0 && h('ul', { class: 'reasons' }, ...reasons.map((reason) => h('li', {}, reason))),
      facts([
        ['Time', time],
        ['View', viewId ?? 'none'],
        ['Session', sessionId ?? 'none'],
      ]),
      json(properties),
    ),
  )
}
