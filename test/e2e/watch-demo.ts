/**
 * Viewers of the demo app, with nothing but the remote in hand. Each returns what was seen on screen and
 * at the servers; asserts nothing.
 */
import { vi } from 'vitest'
import type { Ids } from '../../src/api.ts'
import type { Emulator, SeenRequest, StoredEvent } from '../../tools/emulator/index.ts'
import { buildToolsCommand } from '../support/packages/tools-command.ts'
import type { PageError } from '../support/browser/page-console.ts'
import type { ScreenRecord, Stored } from './app-page.ts'
import { readScreen, readStored, REMOTE } from './app-page.ts'
import type { AdBreak, PanelText, Stage } from './demo-stage.ts'
import {
  answerConsent,
  endOfBreak,
  focused,
  inPanel,
  isPanelShown,
  moveTo,
  openFilm,
  press,
  readAd,
  readPanel,
  readReason,
  screenshot,
  VIDEO,
  waitForAd,
  waitForFilm,
  withDemo,
} from './demo-stage.ts'

const ccs = (emulator: Emulator): SeenRequest[] => emulator.requests.filter(({ route }) => route === 'ccs')

export interface Accepted {
  ads: AdBreak[]
  film: {
    screen: ScreenRecord
    events: StoredEvent[]
    panel: PanelText
    ids: Ids
    totals: number
    panelShown: boolean[]
  }
  userIds: (string | null)[]
  cohortsAtThirdAd: string[]
  lastAdCallOnPanel: string[]
  /** What stood under each ad. */
  reasons: string[]
  errors: PageError[]
}

/** Accepts, watches two sports films to their ends, and gets the third ad. */
async function watchAccepted(stage: Stage): Promise<Accepted> {
  const { page, emulator } = stage
  await page.waitFor(focused('.button'))
  await screenshot(page, '1-consent')
  await answerConsent(page, 'accepted')
  await press(page, 'ArrowRight')
  await screenshot(page, '2-catalogue')

  await openFilm(page, 'football')
  await waitForAd(page)
  const first = await readAd(stage)
  const reasons = [await readReason(page)]
  await screenshot(page, '3-pre-roll')
  await waitForFilm(page, 'football', 2)
  await vi.waitUntil(() => first.entry.events.includes('complete'), { timeout: 10_000 })
  const ads = [endOfBreak(first)]

  const panelShown = [await isPanelShown(page)]
  await press(page, 'i')
  panelShown.push(await isPanelShown(page))
  await press(page, 'Enter')
  await page.waitFor(`${VIDEO}.paused`)
  await press(page, 'Enter')
  await waitForFilm(page, 'football', 3)
  await press(page, 'ArrowRight')
  await waitForFilm(page, 'football', 15)
  // The panel follows at its own pace: it has drawn what came after the seek.
  await page.waitFor(`parseFloat(${inPanel('-bar .ctv-inspector-span:last-child')}.style.left) > 40`)
  await screenshot(page, '4-playing-with-panel')
  const panel = await readPanel(page)
  const ids = await page.evaluate<Ids>('demo.tracker.ids')
  const totals = await page.evaluate<number>('demo.tracker.inspect().views[0].totals.timeSpentSeconds')
  await press(page, 'i')
  panelShown.push(await isPanelShown(page))
  await press(page, 'ArrowRight')
  await page.waitFor(focused('.tile'), { timeoutMs: 30_000 })
  await vi.waitUntil(() => emulator.events().length >= 2, { timeout: 10_000 })
  const film = {
    screen: await readScreen(page, '/football.webm'),
    events: emulator.events(),
    panel,
    ids,
    totals,
    panelShown,
  }

  await openFilm(page, 'tennis')
  await waitForAd(page)
  const second = await readAd(stage)
  await waitForFilm(page, 'tennis', 1)
  ads.push(endOfBreak(second))
  await press(page, 'ArrowRight', 3)
  await page.waitFor(focused('.tile'), { timeoutMs: 30_000 })
  await vi.waitUntil(() => emulator.events().length >= 4, { timeout: 10_000 })

  await openFilm(page, 'cycling')
  await waitForAd(page)
  const third = await readAd(stage)
  reasons.push(await readReason(page))
  await screenshot(page, '5-changed-ad')
  await press(page, 'i')
  await screenshot(page, '6-changed-ad-with-panel')
  const lastAdCallOnPanel = (await readPanel(page)).sections['Last ad call'] ?? []
  const cohortsAtThirdAd = await page.evaluate<string[]>(
    `demo.tracker.activations.get('gam', { split: true }).behavioral`,
  )
  ads.push(endOfBreak(third))
  await press(page, REMOTE.back)
  await page.waitFor(focused('.tile'))
  const userIds = [ids.userId, ...emulator.users().map(({ userId }) => userId)]
  return { ads, film, userIds, cohortsAtThirdAd, lastAdCallOnPanel, reasons, errors: page.errors }
}

export interface Declined {
  ad: AdBreak
  panel: PanelText
  stored: Stored
  storedAfterReload: Stored
  requests: SeenRequest[]
  screen: ScreenRecord
  askedAgain: boolean
  errors: PageError[]
}

/** Declines, watches, and starts the app again. */
async function watchDeclined(stage: Stage): Promise<Declined> {
  const { page, emulator } = stage
  await answerConsent(page, 'declined')
  await openFilm(page, 'football')
  await waitForAd(page)
  const ad = await readAd(stage)
  await press(page, 'i')
  await waitForFilm(page, 'football', 2)
  await page.waitFor(`/99999/.test(${inPanel('')}.textContent)`)
  const panel = await readPanel(page)
  await screenshot(page, '7-declined')
  await press(page, 'ArrowRight', 3)
  await page.waitFor(focused('.tile'), { timeoutMs: 30_000 })
  const screen = await readScreen(page, '/football.webm')
  const stored = await readStored(page)
  const seen = emulator.requests.length
  await page.reload()
  // The focus rests on a film: the next start asks Contextual; anything left to send would have been sent before.
  await page.waitFor(focused('.tile'))
  await vi.waitUntil(() => emulator.requests.length > seen, { timeout: 10_000 })
  const askedAgain = await page.evaluate<boolean>(`document.querySelector('.consent') !== null`)
  const storedAfterReload = await readStored(page)
  return {
    ad: endOfBreak(ad),
    panel,
    stored,
    storedAfterReload,
    requests: [...emulator.requests],
    screen,
    askedAgain,
    errors: page.errors,
  }
}

export interface Troubled {
  withoutAds: { screen: ScreenRecord; adsServed: number }
  withoutApi: { screen: ScreenRecord; ad: AdBreak; panel: PanelText; queued: number }
  errors: PageError[]
}

/** Watches while the ad server does not answer, then while CCS and Contextual are gone. */
async function watchTroubled(stage: Stage): Promise<Troubled> {
  const { page, emulator } = stage
  await answerConsent(page, 'accepted')
  await page.cdp.send('Network.setBlockedURLs', { urls: ['*/ads/*'] })
  await openFilm(page, 'football')
  await waitForFilm(page, 'football', 2)
  await vi.waitUntil(() => emulator.events().length >= 1, { timeout: 10_000 })
  const withoutAds = { screen: await readScreen(page, '/football.webm'), adsServed: stage.demo.ads.length }
  await press(page, REMOTE.back)
  // Answered, not only asked: an answer that is cut off leaves its event in the queue.
  await vi.waitUntil(() => ccs(emulator).filter(({ status }) => status === 200).length >= 2, { timeout: 10_000 })
  await page.cdp.send('Network.setBlockedURLs', { urls: [] })

  await emulator.stop()
  await moveTo(page, 'tennis')
  await press(page, 'Enter')
  await waitForAd(page)
  const ad = await readAd(stage)
  await waitForFilm(page, 'tennis', 2)
  await press(page, 'i')
  const panel = await readPanel(page)
  await screenshot(page, '8-without-api')
  const queued = await page.evaluate<number>('demo.tracker.inspect().queue.events.length')
  const withoutApi = { screen: await readScreen(page, '/tennis.webm'), ad: endOfBreak(ad), panel, queued }
  return { withoutAds, withoutApi, errors: page.errors }
}

export interface Overridden {
  /** Creatives in order: at first, once added to the cohort, once blocked from it. */
  creatives: string[]
  /** What the panel's ad call carried for people, each time. */
  behavioural: string[][]
  printed: string[]
  errors: PageError[]
}

const SECRET_KEY = 'secret-00000000-0000-4000-8000-000000000002'

/** Watches while somebody at a command line puts the television into the sports viewers, and then keeps it out. */
async function watchOverridden(stage: Stage): Promise<Overridden> {
  const { page, emulator } = stage
  const command = await buildToolsCommand(process.cwd())
  const seen: Overridden = { creatives: [], behavioural: [], printed: [], errors: page.errors }
  const override = async (action: string): Promise<void> => {
    const args = [
      'segments',
      action,
      emulator.users()[0]!.userId,
      '12345',
      '--endpoint',
      emulator.url,
      '--network',
      '42',
    ]
    const { out, err } = await command.run(args, { env: { CTV_TRACKER_SECRET_KEY: SECRET_KEY } })
    seen.printed.push(out.replace(/[0-9a-f-]{36}/, 'USER') + err)
  }
  const openAd = async (clip: string): Promise<void> => {
    await openFilm(page, clip)
    await waitForAd(page)
    const { creative, keyValues } = await readAd(stage)
    seen.creatives.push(creative)
    seen.behavioural.push(keyValues['permutive'] ?? [])
  }
  try {
    await answerConsent(page, 'accepted')
    await openAd('football')
    await waitForFilm(page, 'football', 1)
    await vi.waitUntil(() => emulator.events().length >= 1, { timeout: 10_000 })
    await override('add')
    await press(page, REMOTE.back)
    await page.waitFor(`demo.tracker.cohorts.indexOf('12345') >= 0`)

    await openAd('tennis')
    await waitForFilm(page, 'tennis', 1)
    await override('block')
    await press(page, REMOTE.back)
    await page.waitFor(`demo.tracker.cohorts.indexOf('12345') < 0`)

    await openAd('cycling')
    await press(page, REMOTE.back)
    await page.waitFor(focused('.tile'))
    return seen
  } finally {
    await command.dispose()
  }
}

export const VIEWERS = {
  accepted: () => withDemo(watchAccepted),
  declined: () => withDemo(watchDeclined),
  troubled: () => withDemo(watchTroubled),
  overridden: () => withDemo(watchOverridden),
}
