/**
 * Asks for fresh cohorts while an answer is due, again and again, and takes the time beside a timer of the same length.
 */
const parameters = new URLSearchParams(location.search)
const api = parameters.get('api')

const tracker = CtvTracker.createTracker({
  apiKey: parameters.get('key'),
  endpoints: { ccs: api, contextual: api },
  consent: 'granted',
  contextual: { enabled: false },
  transport: { timeoutMs: Number(parameters.get('timeoutMs')) },
  storageKey: parameters.get('name'),
})
const view = tracker.startView({ url: 'https://kestrel.example/news', properties: { title: 'News' } })

let answers = 0
tracker.on('activations', () => answers++)

window.stage = {
  tracker,
  readAnswers: () => answers,
  isDelivered: () => tracker.inspect().queue.events.length === 0,
  async round(deadlineMs) {
    const before = answers
    view.track('Videoview', { categories: ['news'] })
    const startMs = performance.now()
    const asked = tracker.activations.fresh('freewheel', { deadlineMs })
    const timer = new Promise((resolve) => setTimeout(() => resolve(performance.now() - startMs), deadlineMs))
    const { ids, source } = await asked
    const afterMs = performance.now() - startMs
    const hasAnswered = answers > before
    return { afterMs, ids, source, hasAnswered, timerMs: await timer }
  },
}
