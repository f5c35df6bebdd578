/**
 * The emulator's console in a real browser, with an evening behind it: viewers, rejected events, faults, and text that
 * would like to be markup.
 */
import { fileURLToPath } from 'node:url'
import type { Emulator } from '../../tools/emulator/index.ts'
import { startEmulator } from '../../tools/emulator/index.ts'
import type { Browser } from '../support/browser/launch.ts'
import type { Page } from '../support/browser/page.ts'

const OUTPUT = fileURLToPath(new URL('output/', import.meta.url))
const KEY = '00000000-0000-4000-8000-000000000001'
const SECRET = 'secret-00000000-0000-4000-8000-000000000002'

/** Marks itself in the window if it is ever taken for markup. */
export const EVIL = '</pre><img src=x onerror="window.hacked=1"><script>window.hacked=2</script>'

export interface ConsoleStage {
  emulator: Emulator
  page: Page
}

/** An emulator of its own, and its console in a page of its own. */
export async function openConsole(browser: Browser): Promise<ConsoleStage> {
  const emulator = await startEmulator()
  const page = await browser.newPage()
  try {
    await page.setViewport(1280, 800)
    await page.goto(emulator.url)
    await page.waitFor(`document.querySelector('#connection').dataset.state === 'live'`)
    return { emulator, page }
  } catch (error) {
    await closeConsole({ emulator, page })
    throw error
  }
}

export async function closeConsole({ emulator, page }: ConsoleStage): Promise<void> {
  await Promise.all([page.close(), emulator.stop()])
}

interface Sent {
  name?: string
  properties?: object
  view?: string
}

/** The id of a view. */
export const view = (n: number): string => `a2b3c4d5-e6f7-8901-2345-${String(n).padStart(12, '0')}`

/** Sends events of a viewer; returns the parsed answer, or null where none came. */
export async function send(
  emulator: Emulator,
  viewer: string,
  ...events: Sent[]
): Promise<Record<string, unknown> | null> {
  const body = {
    alias: { tag: 'internal_id', id: viewer },
    events: events.map(({ name = 'Videoview', properties = {}, view: viewId = view(1) }) => ({
      name,
      time: new Date().toISOString(),
      view_id: viewId,
      session_id: 'f47ac10b-58cc-4372-a567-0e02b2c3d479',
      properties,
    })),
  }
  try {
    const answer = await emulator.inject({ url: `/ccs/v1/segmentation?k=${KEY}&activations=true`, body })
    return answer.json() as Record<string, unknown>
  } catch {
    // A fault closed the connection, which a client sees as nothing.
    return null
  }
}

export async function override(emulator: Emulator, user: string, segmentId: number, status: string): Promise<void> {
  const headers = { authorization: `Bearer ${SECRET}` }
  await emulator.inject({
    url: '/networks/demo/segments',
    headers,
    body: { user, segment_id: segmentId, user_status: status },
  })
}

const CLIPS = [
  {
    video_id: 'football',
    title: 'Highlights: Premier League Week 20',
    categories: ['sports', 'football'],
    duration_seconds: 600,
  },
  {
    video_id: 'tennis',
    title: 'Centre Court, the long rally',
    categories: ['sports', 'tennis'],
    duration_seconds: 420,
  },
  { video_id: 'news', title: 'News at eight', categories: ['news'], duration_seconds: 900 },
  { video_id: 'pasta', title: 'Fresh pasta in ten minutes', categories: ['cooking'], duration_seconds: 600 },
  { video_id: 'forest', title: 'A year in the forest', categories: ['nature', 'documentary'], duration_seconds: 2_700 },
]

/** An evening of eight viewers, always the same. */
export async function seed(emulator: Emulator): Promise<void> {
  for (let viewer = 0; viewer < 8; viewer += 1) {
    for (let i = 0; i < 2 + (viewer % 3); i += 1) {
      const clip = CLIPS[(viewer + i * (viewer % 2 === 0 ? 1 : 2)) % CLIPS.length]!
      const share = 0.2 + 0.15 * ((viewer + i) % 6)
      const totals = { time_spent_seconds: clip.duration_seconds * share, percentage_watched: share }
      await send(emulator, `viewer-${viewer}`, { properties: clip, view: view(viewer * 10 + i) })
      const url = `https://example.com/shows/${clip.video_id}/`
      await emulator.inject({ url: `/ctx/v1/segment?k=${KEY}`, body: { url, page_properties: { video: clip } } })
      await send(emulator, `viewer-${viewer}`, {
        name: 'VideoCompletion',
        properties: { ...clip, ...totals },
        view: view(viewer * 10 + i),
      })
    }
  }
  await send(emulator, 'viewer-3', { name: 'videoview', properties: { categories: 'sports' } })
  await override(emulator, 'viewer-1', 12345, 'add')
  emulator.fault('ccs', { kind: 'status', status: 503, retryAfter: 30, count: 1 })
  emulator.fault('ccs', { kind: 'drop-after', count: 1 })
  await send(emulator, 'viewer-2', { properties: CLIPS[0]! })
  await send(emulator, 'viewer-2', { properties: CLIPS[0]! })
}

export async function screenshot(page: Page, name: string): Promise<void> {
  await page.screenshot(`${OUTPUT}console-${name}.png`)
}

export async function setScheme(page: Page, scheme: 'light' | 'dark'): Promise<void> {
  await page.cdp.send('Emulation.setEmulatedMedia', { features: [{ name: 'prefers-color-scheme', value: scheme }] })
}

/** Moves the focus with Tab until it is on `selector`. */
export async function tabTo(page: Page, selector: string): Promise<void> {
  for (let i = 0; i < 100; i += 1) {
    if (await page.evaluate<boolean>(`document.activeElement.matches(${JSON.stringify(selector)})`)) return
    await page.press('Tab')
  }
  throw new Error(`Tab does not lead to ${selector}`)
}
