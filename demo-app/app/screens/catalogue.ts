/**
 * The catalogue: a large picture of what has the focus, and rows of posters by genre.
 */
import type { Choice } from '../consent-choice.ts'
import type { Clip, Row } from '../clips.ts'
import { posterUrl } from '../clips.ts'
import { formatTime, make, setClass } from '../dom.ts'
import { moveFocus } from '../focus.ts'
import type { Focus } from '../focus.ts'
import type { Screen } from './screen.ts'

/** A tile must keep the focus so long before the tracker is asked ahead. */
const DWELL_MS = 400

export interface CatalogueOptions {
  rows: Row[]
  focus: Focus
  choice: Choice
  /** How many tiles of a row are in view beside the panel. */
  visibleColumns(): number
  /** OK on a film. */
  open(clip: Clip, focus: Focus): void
  /** The focus rests on a film. */
  dwell(clip: Clip): void
  /** OK on the privacy tile. */
  openConsent(): void
  /** Back. */
  leave(): void
  /** The key that opens the panel. */
  panelKey: { label: string; className: string }
}

export function createCatalogue(options: CatalogueOptions): Screen {
  const { rows } = options
  let focus = options.focus
  let dwellTimer = 0

  const picture = make('img', 'hero-picture') as HTMLImageElement
  picture.alt = ''
  const title = make('h1', 'hero-title')
  const about = make('p', 'hero-about')
  const facts = make('p', 'hero-facts')

  const tiles: HTMLElement[][] = rows.map((row, r) => row.clips.map((clip, c) => makeTile(clip, { row: r, column: c })))
  const privacy = make('div', 'tile tile-setting', [
    make('div', 'tile-setting-name', ['Ads by what you watch']),
    make('div', 'tile-setting-value', [options.choice === 'accepted' ? 'On' : 'Off']),
  ])
  privacy.setAttribute('data-setting', 'consent')
  connect(privacy, { row: rows.length, column: 0 })
  tiles.push([privacy])

  const tracks = tiles.map((row) => make('div', 'row-track', row))
  const names = rows.map((row) => row.title).concat('Settings')
  const rowElements = tracks.map((track, i) => make('div', 'row', [make('h2', 'row-title', [names[i]!]), track]))
  const shelf = make('div', 'rows-track', rowElements)
  const element = make('div', 'catalogue', [
    make('div', 'hero', [picture, make('div', 'hero-shade'), make('div', 'hero-words', [title, about, facts])]),
    make('div', 'topbar', [
      make('div', 'logo', [make('span', 'logo-mark'), 'Kestrel TV']),
      make('div', 'hint', [make('b', 'key ' + options.panelKey.className, [options.panelKey.label]), ' tracker panel']),
    ]),
    make('div', 'rows', [shelf]),
  ])

  function makeTile(clip: Clip, at: Focus): HTMLElement {
    const image = make('img', 'tile-picture') as HTMLImageElement
    image.src = posterUrl(clip)
    image.alt = ''
    const tile = make('div', 'tile', [
      image,
      make('div', 'tile-name', [clip.title]),
      make('div', 'tile-time', [formatTime(clip.seconds)]),
    ])
    tile.setAttribute('data-clip', clip.id)
    connect(tile, at)
    return tile
  }

  function connect(tile: HTMLElement, at: Focus): void {
    tile.setAttribute('role', 'button')
    tile.addEventListener('mouseenter', () => setFocus(at, false))
    tile.addEventListener('click', () => {
      setFocus(at, true)
      press()
    })
  }

  function clipAt(at: Focus): Clip | undefined {
    const row = rows[at.row]
    return row && row.clips[at.column]
  }

  function setFocus(next: Focus, scroll: boolean): void {
    setClass(tiles[focus.row]![focus.column]!, 'is-focused', false)
    focus = next
    setClass(tiles[focus.row]![focus.column]!, 'is-focused', true)
    // Under a mouse the rows stay still, or the tile would slip away from the pointer.
    if (scroll) {
      rowElements.forEach((row, i) => setClass(row, 'is-above', i < focus.row))
      shelf.style.transform = 'translateY(' + -Math.max(0, focus.row) * 13.5 + 'rem)'
      tracks[focus.row]!.style.transform =
        'translateX(' + -Math.max(0, focus.column - options.visibleColumns() + 1) * 17.5 + 'rem)'
    }
    clearTimeout(dwellTimer)
    const clip = clipAt(focus)
    setClass(picture, 'is-hidden', !clip)
    if (!clip) {
      title.textContent = 'Ads by what you watch'
      about.textContent =
        options.choice === 'accepted'
          ? 'On: ads follow what is watched on this television.'
          : 'Off: only this choice is stored. Ads follow the programme on screen.'
      facts.textContent = 'OK to change'
      return
    }
    picture.src = posterUrl(clip)
    title.textContent = clip.title
    about.textContent = clip.about
    facts.textContent = clip.categories.join(' · ') + ' · ' + formatTime(clip.seconds)
    dwellTimer = setTimeout(() => options.dwell(clip), DWELL_MS)
  }

  function press(): void {
    const clip = clipAt(focus)
    if (clip) options.open(clip, focus)
    else options.openConsent()
  }

  setFocus(focus, true)
  const lengths = tiles.map((row) => row.length)

  return {
    element,
    handle(action) {
      if (action === 'ok' || action === 'playpause' || action === 'play') press()
      else if (action === 'back') options.leave()
      else if (action === 'up' || action === 'down' || action === 'left' || action === 'right')
        setFocus(moveFocus(lengths, focus, action), true)
    },
    close: () => clearTimeout(dwellTimer),
  }
}
