/**
 * `npm run pictures`: plays an evening in the demo and photographs it for the documents, into docs/images.
 */
import { writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import type { Page } from '../support/browser/page.ts'
import {
  answerConsent,
  focused,
  openFilm,
  press,
  waitForAd,
  waitForFilm,
  waitForPictures,
  withDemo,
} from './demo-stage.ts'
import type { Stage } from './demo-stage.ts'
import { accept, goDark, press as pressSwitch, waitForCounts, watchFilm, withPlay } from './play-stage.ts'
import type { PlayStage } from './play-stage.ts'

const IMAGES = fileURLToPath(new URL('../../docs/images/', import.meta.url))

/** JPEG: a picture of a film is a quarter as large as in PNG, and every copy of it stays in the history. */
async function photograph(page: Page, name: string): Promise<void> {
  await waitForPictures(page)
  const { data } = await page.cdp.send<{ data: string }>('Page.captureScreenshot', { format: 'jpeg', quality: 82 })
  await writeFile(`${IMAGES}${name}.jpg`, data, 'base64')
  console.log(`docs/images/${name}.jpg`)
}

/** Plays the beginning and the end of a film; `meanwhile` runs shortly before its end. */
async function watch(page: Page, clip: string, meanwhile?: () => Promise<void>): Promise<void> {
  await openFilm(page, clip)
  await waitForFilm(page, clip, 4)
  await press(page, 'ArrowRight')
  await waitForFilm(page, clip, 20)
  await meanwhile?.()
  await page.waitFor(focused('.tile'), { timeoutMs: 30_000 })
}

/** The page that breaks a television, after a kill in mid-film. */
async function breakTelevision({ page }: PlayStage): Promise<void> {
  await accept(page)
  await watchFilm(page, 6)
  await goDark(page, 'kill')
  await pressSwitch(page, 'start')
  await waitForCounts(page, { taken: 2, received: 2 })
  await watchFilm(page, 12)
  await photograph(page, 'play')
}

async function playEvening({ page, emulator }: Stage): Promise<void> {
  await answerConsent(page, 'accepted')
  await watch(page, 'football')
  await watch(page, 'tennis', async () => {
    await press(page, 'i')
    // The panel has drawn what came after the seek.
    await page.waitFor(`document.querySelectorAll('.ctv-inspector-bar .ctv-inspector-span').length > 1`)
    await photograph(page, 'panel')
    await press(page, 'i')
  })
  await openFilm(page, 'cycling')
  await waitForAd(page)
  await photograph(page, 'demo')
  await page.goto(emulator.url)
  await page.waitFor(`document.querySelector('#panel-requests .row .badge.good')`)
  await photograph(page, 'console')
}

await withDemo(playEvening)
await withPlay(breakTelevision)
