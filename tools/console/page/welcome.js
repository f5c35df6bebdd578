/**
 * The first screen: what all this is, for somebody who has never heard of cohorts, and how to see it move.
 */
import { exampleEvening } from './example.js'
import { fill, h } from './dom.js'

const steps = /** @type {const} */ ([
  [
    'The app tells what is watched',
    'It sends an event when a video has begun, and one that says how long and how much of it was watched.',
    'Events',
  ],
  [
    'Rules put viewers into groups',
    'A cohort is such a group: “Sports viewers” are all who began two sports videos. The rules stand in the workspace file.',
    'Cohorts',
  ],
  [
    'The next advertisement fits',
    'The answer lists the groups that an ad platform may know of. The app puts their numbers into its request for an ad.',
    'Activations',
  ],
])

/** @param {() => import('./data.js').Overview | null} overview */
export function createWelcome(overview) {
  const code = h('pre', { tabindex: '0' })
  const failure = h('p', { class: 'failure', role: 'alert', hidden: true })
  const example = h('button', { type: 'button', class: 'primary', click: () => void show() }, 'Send an example evening')
  const offer = h(
    'p',
    { class: 'offer' },
    example,
    h('span', { class: 'empty' }, 'One viewer, three videos. It goes through the same routes as an app.'),
  )
  const element = h(
    'section',
    { class: 'card welcome', hidden: true, 'aria-label': 'What this is' },
    h('h2', {}, 'A stand-in for the audience service that your TV app talks to'),
    h(
      'ol',
      { class: 'steps' },
      ...steps.map(([title, text, term], i) =>
        h(
          'li',
          {},
          h('span', { class: 'step', 'aria-hidden': 'true' }, i + 1),
          h('h3', {}, title),
          h('p', {}, text),
          h('p', { class: 'term' }, term),
        ),
      ),
    ),
    h(
      'p',
      { class: 'empty' },
      'What a video is about is asked for apart from that, and for everyone: the Contextual API is told the content, and nothing of the viewer.',
    ),
    h('h3', {}, 'Point your app here'),
    code,
    offer,
    failure,
  )

  async function show() {
    example.disabled = true
    try {
      await exampleEvening(overview()?.key ?? '')
      failure.hidden = true
    } catch (error) {
      failure.hidden = false
      fill(failure, `Not sent: ${/** @type {Error} */ (error).message}`)
    }
    example.disabled = false
  }

  return {
    element,
    /** @param {boolean} isShown */
    render(isShown) {
      element.hidden = !isShown
      const known = overview()
      const address = location.origin
      fill(
        code,
        `createTracker({\n  apiKey: '${known?.key ?? '…'}',\n  endpoints: { ccs: '${address}', contextual: '${address}' },\n})`,
      )
      // A workspace of one's own may know other events.
      offer.hidden = known === null || !known.events.includes('Videoview') || !known.events.includes('VideoCompletion')
    },
  }
}
