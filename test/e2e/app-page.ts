/**
 * What the app tests do with a page besides pressing keys: the remote's keys by their names on the
 * remote, what lies in the browser's stores, what was on screen.
 */
import type { KeyStroke } from '../support/browser/keys.ts'
import type { Page } from '../support/browser/page.ts'

export const REMOTE = {
  back: { key: 'GoBack', keyCode: 461 },
  red: { key: 'ColorF0Red', keyCode: 403 },
  green: { key: 'ColorF1Green', keyCode: 404 },
} satisfies Record<string, KeyStroke>

export interface Stored {
  localStorage: string[]
  cookies: string
  databases: string[]
}

export const NOTHING_STORED: Stored = { localStorage: [], cookies: '', databases: [] }

/** Names of everything the page's origin keeps; asks the browser, so nothing is opened or made by asking. */
export async function readStored(page: Page): Promise<Stored> {
  const own = await page.evaluate<{ origin: string; keys: string[]; cookies: string }>(
    '({ origin: location.origin, keys: Object.keys(localStorage), cookies: document.cookie })',
  )
  const { databaseNames } = await page.cdp.send<{ databaseNames: string[] }>('IndexedDB.requestDatabaseNames', {
    securityOrigin: own.origin,
  })
  return { localStorage: own.keys.sort(), cookies: own.cookies, databases: databaseNames }
}

/** One showing of a video as `pages/screen-recorder.js` saw it. */
export interface ScreenRecord {
  src: string
  durationSeconds: number
  /** Wall time during which pictures of the video followed each other. */
  playedSeconds: number
  /** Length of what was shown at least once. */
  shownSeconds: number
  frames: number
  intervals: [number, number][]
  isEnded: boolean
}

/** The latest showing of a video whose address ends so. */
export async function readScreen(page: Page, srcEnd: string): Promise<ScreenRecord> {
  const records = await page.evaluate<ScreenRecord[]>('readScreen()')
  const record = records.reverse().find(({ src }) => src.endsWith(srcEnd))
  if (!record) throw new Error(`no video ending in '${srcEnd}' was on screen`)
  return record
}
