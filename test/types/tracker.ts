/**
 * The tracker as an app types it.
 */
import { contentUrl, createTracker } from 'ctv-tracker/browser'
import type { ContentAddress, SplitTargeting, Tracker, View } from 'ctv-tracker/browser'

const tracker: Tracker = createTracker({ apiKey: 'key' })

createTracker({
  apiKey: 'key',
  endpoints: { ccs: 'http://127.0.0.1:8787' },
  consent: { subscribe: () => () => {} },
  events: { completionShape: ({ timeSpentSeconds }) => ({ seconds: timeSpentSeconds }), milestones: { 25: 'Quarter' } },
  contextual: { wrap: false },
})

// @ts-expect-error: the key is required
createTracker({})
// @ts-expect-error: an unknown option
createTracker({ apiKey: 'key', apikey: 'key' })
// @ts-expect-error: consent is no boolean
createTracker({ apiKey: 'key', consent: true })
// @ts-expect-error: milestones are names
createTracker({ apiKey: 'key', events: { milestones: { 30: true } } })

const view: View = tracker.watch(document.createElement('video'), { url: 'app://clip/1', properties: { title: 'One' } })
const id: string | null = view.id
// @ts-expect-error: the id is the tracker's to set
view.id = 'mine'
// @ts-expect-error: content without properties
tracker.startView({ url: 'app://clip/1' })
// @ts-expect-error: only a view by hand takes signals
view.signal({ signal: 'play' })
tracker.startView({ url: 'app://clip/1', properties: {} }).signal({ signal: 'timeupdate', position: 12.5 })
// @ts-expect-error: no such signal
tracker.startView({ url: 'app://clip/1', properties: {} }).signal({ signal: 'tick' })

const ids: string[] = tracker.activations.get('gam')
const split: SplitTargeting = tracker.activations.get('gam', { split: true })
// @ts-expect-error: the split form is no list
const list: string[] = tracker.activations.get('gam', { split: true })

tracker.on('sent', ({ events, status }) => events.map(({ name }) => `${name} ${status.toFixed()}`))
// @ts-expect-error: no such event
tracker.on('send', () => {})
// @ts-expect-error: a session event has no status
tracker.on('session', ({ status }) => status)

tracker.identify({ tag: 'login', id: 'abc' })
tracker.identify([{ tag: 'login', id: 'abc', priority: 0 }])
tracker.identify(null)
// @ts-expect-error: an alias has a tag
tracker.identify({ id: 'abc' })

tracker.activations.fresh('gam').then(({ ids: fresh, source }) => {
  // @ts-expect-error: no such source
  return source === 'old' ? [] : fresh
})

const address: ContentAddress = {
  webUrl: 'https://example.com/a',
  scheme: 'myapp',
  id: 7,
  strip: ['ref'],
  keep: ['sid'],
}
tracker.prefetch({ url: contentUrl(address), properties: {} })
tracker.prefetch({ url: contentUrl({ webUrl: null, scheme: 'myapp', id: 'a/1' }), properties: {} })
// @ts-expect-error: no such part of an address
contentUrl({ url: 'https://example.com/a' })
