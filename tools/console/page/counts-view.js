/**
 * Segment counts as bars.
 */
import { read, throttled } from './data.js'
import { fill, h, say } from './dom.js'
import { plural } from './format.js'

const pageSize = 25

const meanings = /** @type {const} */ ({
  growth: 'What would drive overall engagement: all values.',
  base: 'What users come back to: values that match their history.',
  discovery: 'What would be new to them: values outside their history.',
})

/** @param {HTMLElement} panel */
export function createCountsView(panel) {
  let page = 1
  let reads = 0

  const type = choice('counts-type', 'Type', [
    ['growth', 'Growth'],
    ['base', 'Base'],
    ['discovery', 'Discovery'],
  ])
  const basis = choice('counts-basis', 'Basis', [
    ['labels', 'Labels (categories)'],
    ['asset', 'Assets (videos)'],
  ])
  const weight = h('input', {
    id: 'counts-weight',
    type: 'number',
    min: '0',
    max: '1',
    step: '0.05',
    value: '0.5',
    input: throttled(restart, 300),
  })
  const meaning = h('p', { class: 'note' })
  const note = h('p', { class: 'note', role: 'status' })
  const bars = h('ol', { class: 'bars' })
  const more = h('button', { type: 'button', hidden: true, click: () => void turn(page + 1) }, 'More')

  fill(
    panel,
    h(
      'div',
      { class: 'tools' },
      type.label,
      basis.label,
      h('label', {}, 'Least weight ', weight),
      h('button', { type: 'button', click: () => void turn(1, true) }, 'Count again'),
    ),
    h(
      'div',
      { class: 'card' },
      meaning,
      note,
      bars,
      more,
      h('p', { class: 'note' }, 'The figures follow the formula in the documentation of the emulator.'),
    ),
  )

  function restart() {
    void turn(1)
  }

  /** @param {string} id @param {string} name @param {[string, string][]} options */
  function choice(id, name, options) {
    const select = h('select', { id, change: restart }, ...options.map(([value, text]) => h('option', { value }, text)))
    return { select, label: h('label', {}, `${name} `, select) }
  }

  /** Shows a page, after those before it. An answer is kept by the emulator until it is told to count again. @param {number} to */
  async function turn(to, isForced = false) {
    reads += 1
    const mine = reads
    const query = {
      segment_type: type.select.value,
      segment_basis: basis.select.value,
      min_weight: weight.value === '' ? '0' : weight.value,
      size: pageSize,
      page: to,
      force_refresh: String(isForced),
    }
    say(meaning, meanings[/** @type {keyof typeof meanings} */ (type.select.value)])
    try {
      const counts = /** @type {import('./data.js').CountsPage} */ (await read('counts', query))
      if (mine !== reads) return
      page = to
      show(counts)
    } catch (error) {
      if (mine !== reads) return
      say(note, `No counts: ${/** @type {Error} */ (error).message}`)
      fill(bars)
      more.hidden = true
    }
  }

  /** @param {import('./data.js').CountsPage} counts */
  function show({ items, total }) {
    if (page === 1) fill(bars)
    // The first bar is the longest: counts come largest first.
    const first = /** @type {HTMLElement | null} */ (bars.firstElementChild)
    const longest = Number(first?.dataset['users'] ?? items[0]?.user_count ?? 1)
    bars.append(...items.map((item) => createBar(item, longest)))
    more.hidden = bars.childElementCount >= total
    say(
      note,
      total === 0
        ? 'No segment reaches this weight yet. Counts come from videos that were started or watched.'
        : `${bars.childElementCount} of ${plural(total, 'segment')}.`,
    )
  }

  return { refresh: () => turn(1) }
}

/** @param {import('./data.js').SegmentCount} count @param {number} longest */
function createBar({ name, segment_basis_id: id, user_count: users, strength }, longest) {
  const bar = h('span', { class: 'bar', 'aria-hidden': 'true' })
  bar.style.setProperty('--share', String(users / Math.max(1, longest)))
  return h(
    'li',
    { 'data-users': users },
    h('span', { class: 'bar-name', title: id }, name),
    h('span', { class: 'bar-track', 'aria-hidden': 'true' }, bar),
    h('span', { class: 'bar-value' }, plural(users, 'user')),
    h('span', { class: 'bar-strength' }, `strength ${strength.toFixed(2)}`),
  )
}
