/**
 * What the demo shows. Data only.
 */
import type { Content } from 'ctv-tracker/browser'

export interface Clip {
  id: string
  title: string
  /** One line under the title. */
  about: string
  categories: string[]
  seconds: number
  /** Sound without a film: its poster stands still. */
  isAudio?: true
}

export interface Row {
  title: string
  clips: Clip[]
}

const football: Clip = {
  id: 'football',
  title: 'Harbour Derby',
  about: 'The last two minutes, and the goal that settled it.',
  categories: ['sports', 'football'],
  seconds: 28,
}
const tennis: Clip = {
  id: 'tennis',
  title: 'Centre Court Final',
  about: 'Two rallies from the deciding set.',
  categories: ['sports', 'tennis'],
  seconds: 26,
}
const cycling: Clip = {
  id: 'cycling',
  title: 'Col du Vent',
  about: 'Stage 7: one attack, three minutes from the summit.',
  categories: ['sports', 'cycling'],
  seconds: 28,
}
const cooking: Clip = {
  id: 'cooking',
  title: 'One Pan, Ten Minutes',
  about: 'Tomatoes, garlic, basil, and very little washing-up.',
  categories: ['cooking'],
  seconds: 28,
}
const nature: Clip = {
  id: 'nature',
  title: 'A Day at Heron Lake',
  about: 'First light to dusk, with one patient bird.',
  categories: ['nature', 'documentary'],
  seconds: 30,
}
const news: Clip = {
  id: 'news',
  title: 'Evening Brief',
  about: 'Ferries, weather and a city on bicycles.',
  categories: ['news'],
  seconds: 30,
}
const train: Clip = {
  id: 'train',
  title: 'Evening Train to the Coast',
  about: 'A window seat, a cup of tea, and then the sea.',
  categories: ['travel', 'documentary'],
  seconds: 28,
}
const robot: Clip = {
  id: 'robot',
  title: 'Pip Learns to Jump',
  about: 'A small robot, eight crates, seven stars.',
  categories: ['kids', 'animation'],
  seconds: 27,
}

const harbour: Clip = {
  id: 'harbour',
  title: 'The Harbour at Night',
  about: 'A podcast episode: waves, a fog horn and a bell.',
  categories: ['podcast', 'travel'],
  seconds: 20,
  isAudio: true,
}

export const ROWS: Row[] = [
  { title: 'Sports', clips: [football, tennis, cycling] },
  { title: 'Food and nature', clips: [cooking, nature] },
  { title: 'News and travel', clips: [news, train] },
  { title: 'For children', clips: [robot] },
  { title: 'All titles', clips: [nature, cycling, train, tennis, news, football, cooking, robot] },
  { title: 'To listen to', clips: [harbour] },
]

/** What the tracker is told about a clip. The url is the clip's own on the service's site, the same on every device. */
export function toContent(clip: Clip): Content {
  const about = { title: clip.title, categories: clip.categories, duration_seconds: clip.seconds }
  return {
    id: clip.id,
    // A podcast has events of its own: AudioPlay and AudioCompletion.
    kind: clip.isAudio ? 'audio' : 'video',
    url: 'https://kestrel-tv.example/' + clip.categories[0] + '/' + clip.id,
    properties: clip.isAudio ? { audio_id: clip.id, ...about } : { video_id: clip.id, ...about },
  }
}

/** `pattern` is the address of every film, with `{id}` in the place of the clip's. A podcast comes with the app. */
export function mediaUrl(clip: Clip, pattern = 'media/{id}.webm'): string {
  return clip.isAudio ? 'media/' + clip.id + '.wav' : pattern.replace('{id}', clip.id)
}

export function posterUrl(clip: Clip): string {
  return 'media/posters/' + clip.id + '.jpg'
}
