/**
 * The evening of twelve events that `e2e/pages/floor.js` plays, as it must arrive: names, order and wire bodies.
 * Events of one request or of several: that is a matter of speed.
 */
import type { SeenRequest } from '../../../tools/emulator/index.ts'
import { API_KEY } from '../../e2e/play-evening.ts'
import type { WireRequest } from '../../engines/bodies.ts'
import { splitEvents, toWire } from '../../engines/bodies.ts'

/** Whose work it is that they are there: the app, a film, one driven by hand, one cut off, the app again, a last film. */
export const TWELVE = [
  'Opened',
  ...['Videoview', 'Rated', 'VideoCompletion'],
  ...['Videoview', 'Searched', 'VideoCompletion'],
  ...['Videoview', 'VideoCompletion'],
  'Returned',
  ...['Videoview', 'VideoCompletion'],
]

export interface WireEvent extends Omit<WireRequest, 'body'> {
  body: Record<string, unknown>
}

/**
 * Every event of one session that went to CCS, each as if it had travelled alone, in the order of their arrival; then
 * every question to Contextual, by its url.
 */
export function readWire(requests: readonly SeenRequest[], session: string): WireEvent[] {
  const names = new Map<string, string>()
  const own = requests
    .filter(({ body }) => JSON.stringify(body).includes(JSON.stringify(session)))
    .map((request) => toWire(request, names) as WireEvent)
  const events = own.filter(({ body }) => 'events' in body).flatMap((request) => splitEvents(request) as WireEvent[])
  // On a connection each, questions may overtake each other.
  const questions = own.filter(({ body }) => !('events' in body))
  return [...events, ...questions.sort((a, b) => String(a.body['url']).localeCompare(String(b.body['url'])))]
}

export interface TwelveOptions {
  session: string
  /** Nothing could be kept: after the reload it is another user. */
  isForgotten?: boolean
}

/** What `readWire` must find. */
export function describeTwelve({ session, isForgotten = false }: TwelveOptions): WireEvent[] {
  const film = (name: string): object => ({ session, video_id: name, categories: ['sports', 'football'] })
  const totals = { time_spent_seconds: 'SECONDS', percentage_watched: 'SHARE' }
  const views = ['derby', 'harbour', 'cup', 'final']
  const inView = (name: string, properties: object): [number, object] => [views.indexOf(name) + 1, properties]
  const events: [number, object][] = [
    [0, { session }],
    inView('derby', film('derby')),
    inView('derby', { session, stars: 5 }),
    inView('derby', { ...film('derby'), ...totals }),
    inView('harbour', film('harbour')),
    [0, { session }],
    inView('harbour', { ...film('harbour'), ...totals }),
    inView('cup', film('cup')),
    inView('cup', { ...film('cup'), ...totals }),
    [0, { session }],
    inView('final', film('final')),
    inView('final', { ...film('final'), ...totals }),
  ]
  const posted = { method: 'POST', contentType: 'application/json' }
  const toCcs = events.map(([view, properties], index) => {
    const life = isForgotten && index >= TWELVE.indexOf('Returned') ? 2 : 1
    const event = {
      name: TWELVE[index],
      time: 'TIME',
      properties,
      session_id: `SESSION ${life}`,
      ...(view > 0 && { view_id: `VIEW ${view}` }),
    }
    return {
      ...posted,
      path: '/ccs/v1/segmentation',
      query: { k: API_KEY, activations: 'true' },
      body: { user_id: `USER ${life}`, events: [event] },
    }
  })
  const toContextual = [...views].sort().map((name) => ({
    ...posted,
    path: '/ctx/v1/segment',
    query: { k: API_KEY },
    body: { url: `https://kestrel.example/${name}`, page_properties: { video: film(name) } },
  }))
  return [...toCcs, ...toContextual]
}
