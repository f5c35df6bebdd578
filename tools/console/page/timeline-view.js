/**
 * Draws a user's evening: a line for each view, with what was watched of it, and below the moments at which something changed.
 */
import { fill, h } from './dom.js'
import { cut, formatTime } from './format.js'

const words = /** @type {const} */ ({ enter: 'entered', leave: 'left', ad: 'ad call' })
const signs = /** @type {const} */ ({ enter: '▲', leave: '▽', ad: '■' })
const tones = /** @type {const} */ ({ enter: 'good', leave: 'bad', ad: 'fault' })

/** @param {(id: string) => string} nameOf the name of a cohort */
export function createTimeline(nameOf) {
  const element = h('div', { class: 'timeline' })

  /** @param {import('./timeline.js').Evening | null} evening */
  function render(evening) {
    if (evening === null || (evening.views.length === 0 && evening.moments.length === 0))
      return fill(element, h('p', { class: 'empty' }, 'Nothing was watched yet.'))
    const { fromMs, toMs, views, moments } = evening
    const lengthMs = toMs - fromMs
    /** @param {number} ms */
    const placeOf = (ms) => (ms - fromMs) / lengthMs
    fill(
      element,
      h(
        'div',
        { class: 'lane axis', 'aria-hidden': 'true' },
        h('span'),
        h(
          'div',
          { class: 'ticks' },
          ...[0, 0.5, 1].map((share) => h('span', {}, formatTime(fromMs + share * lengthMs).slice(0, 8))),
        ),
      ),
      h(
        'ol',
        { class: 'lanes', 'aria-label': 'Views, oldest first' },
        ...views.map((view) => createView(view, placeOf)),
      ),
      moments.length > 0 &&
        h(
          'div',
          { class: 'lane', 'aria-hidden': 'true' },
          h('span', { class: 'lane-name' }, 'Cohorts, ads'),
          createMarks(moments, placeOf),
        ),
      h('ol', { class: 'moments', 'aria-label': 'What changed' }, ...moments.map(createMoment)),
    )
  }

  /** @param {import('./timeline.js').Moment} moment */
  function createMoment({ atMs, kind, ids }) {
    const names = ids.map((id) => (kind === 'ad' ? id : nameOf(id)))
    return h(
      'li',
      {},
      h('span', { class: 'time' }, formatTime(atMs).slice(0, 8)),
      h('span', { class: `badge ${tones[kind]}` }, `${signs[kind]} ${words[kind]}`),
      h('span', {}, names.join(', ')),
    )
  }

  return { element, render }
}

/** @param {import('./timeline.js').View} view @param {(ms: number) => number} placeOf */
function createView({ title, fromMs, toMs, isOpen, spentSeconds, share, intervals }, placeOf) {
  const bar = h('div', { class: isOpen ? 'view open' : 'view' }, ...intervals.map(createInterval))
  place(bar, placeOf(fromMs), placeOf(toMs))
  const watched = [
    spentSeconds === null ? 'began' : `${formatSeconds(spentSeconds)} watched`,
    share === null ? null : `${Math.round(share * 100)} %`,
  ].filter((part) => part !== null)
  return h(
    'li',
    { class: 'lane' },
    h('span', { class: 'lane-name', title }, cut(title, 40)),
    h('div', { class: 'track', 'aria-hidden': 'true' }, bar),
    h(
      'span',
      { class: 'lane-text' },
      h('span', { class: 'visually-hidden' }, `${formatTime(fromMs).slice(0, 8)}: `),
      watched.join(', '),
    ),
  )
}

/** A stretch of the content that was watched; the view's bar stands for the whole of it. @param {[from: number, to: number]} interval */
function createInterval([from, to]) {
  const part = h('span', { class: 'watched' })
  place(part, from, to)
  return part
}

/** @param {readonly import('./timeline.js').Moment[]} moments @param {(ms: number) => number} placeOf */
function createMarks(moments, placeOf) {
  return h(
    'div',
    { class: 'track marks' },
    ...moments.map(({ atMs, kind }) => {
      const mark = h('span', { class: `mark-at ${tones[kind]}` }, signs[kind])
      place(mark, placeOf(atMs), placeOf(atMs))
      return mark
    }),
  )
}

/** @param {HTMLElement} element @param {number} from @param {number} to */
function place(element, from, to) {
  element.style.setProperty('--from', String(from))
  element.style.setProperty('--to', String(to))
}

/** @param {number} seconds */
function formatSeconds(seconds) {
  return seconds < 90 ? `${Math.round(seconds)} s` : `${Math.round(seconds / 60)} min`
}
