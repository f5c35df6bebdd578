/**
 * A viewer of a packaged app, with the remote of the platform in hand. Returns what was seen; asserts nothing.
 */
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { vi } from 'vitest'
import type { Ids } from '../../src/api.ts'
import type { Platform } from '../../demo-app/packages/options.ts'
import type { Emulator, SeenRequest, StoredEvent } from '../../tools/emulator/index.ts'
import { focused, VIDEO } from '../e2e/demo-stage.ts'
import type { PageError } from '../support/browser/page-console.ts'
import type { KeyStroke } from '../support/browser/keys.ts'
import type { Page } from '../support/browser/page.ts'

const OUTPUT = fileURLToPath(new URL('../e2e/output/', import.meta.url))

/** The keys of a remote, with the codes that its set sends. */
export type Remote = Record<'ok' | 'back' | 'red' | 'play' | 'pause' | 'forward', KeyStroke>

/** What the fake of the set saw (`test/support/fakes/fake-sets`). */
export type SetRecord = Record<string, unknown>

export interface AppEvening {
  /** Whether the player was paused after each of pause, play. */
  pausedAfter: boolean[]
  /** Where the film stood after the first forward key. */
  positionAfterForwardS: number
  /** Whether the panel was on screen after each press of the red key. */
  panelAfter: boolean[]
  /** Address of each video that played, in order. */
  played: string[]
  events: StoredEvent[]
  requests: SeenRequest[]
  /** Ids during the film, and after the app was started again. */
  ids: [Ids, Ids]
  /** Whether the consent question came again. */
  wasAskedAgain: boolean
  cookies: string
  set: SetRecord
  errors: PageError[]
}

export async function installFakeSet(page: Page, platform: Platform): Promise<void> {
  await page.addInitScript(
    await readFile(new URL(`../support/fakes/fake-sets/${platform}.js`, import.meta.url), 'utf8'),
  )
}

const isPanelShown = `getComputedStyle(document.querySelector('.ctv-inspector')).display !== 'none'`
const readIds = 'window.demo.tracker.ids'

/** Starts the app at `url`, accepts, watches a film to its end with every key of the remote, starts again and leaves. */
export async function watchApp(
  page: Page,
  platform: Platform,
  url: string,
  remote: Remote,
  emulator: Emulator,
): Promise<AppEvening> {
  // A machine that is busy with other things plays slowly.
  const patient = { timeoutMs: 60_000 }
  await installFakeSet(page, platform)
  await page.goto(url)
  await page.waitFor(focused('.button'), patient)
  await page.screenshot(`${OUTPUT}package-${platform}-consent.png`)
  await page.press(remote.ok)
  await page.waitFor(
    `${focused('.tile')} && Array.from(document.images).every(function (image) { return image.complete })`,
    patient,
  )
  await page.screenshot(`${OUTPUT}package-${platform}-catalogue.png`)

  await page.press(remote.ok)
  const played: string[] = []
  const isFilm = `${VIDEO} && ${VIDEO}.src.indexOf('/football.webm') > 0`
  await page.waitFor(`${VIDEO} && ${VIDEO}.currentTime > 1`, patient)
  played.push(await page.evaluate<string>(`${VIDEO}.src`))
  if (!played[0]!.includes('football')) {
    await page.screenshot(`${OUTPUT}package-${platform}-ad.png`)
    await page.waitFor(`${isFilm} && ${VIDEO}.currentTime > 1`, patient)
    played.push(await page.evaluate<string>(`${VIDEO}.src`))
  }
  const pausedAfter: boolean[] = []
  await page.press(remote.pause)
  pausedAfter.push(await page.evaluate<boolean>(`${VIDEO}.paused`))
  await page.press(remote.play)
  await page.waitFor(`!${VIDEO}.seeking && ${VIDEO}.currentTime > 2`, patient)
  pausedAfter.push(await page.evaluate<boolean>(`${VIDEO}.paused`))

  const panelAfter: boolean[] = []
  await page.press(remote.red)
  panelAfter.push(await page.evaluate<boolean>(isPanelShown))
  await page.waitFor(`window.demo.tracker.inspect().queue.events.length === 0`, patient)
  await page.screenshot(`${OUTPUT}package-${platform}-panel.png`)
  await page.press(remote.red)
  panelAfter.push(await page.evaluate<boolean>(isPanelShown))

  await page.press(remote.forward)
  const positionAfterForwardS = await page.evaluate<number>(`${VIDEO}.currentTime`)
  await page.waitFor(`!${VIDEO}.seeking`, patient)
  await page.press(remote.forward)
  const during = await page.evaluate<Ids>(readIds)
  await page.waitFor(focused('.tile'), patient)
  const names = () => emulator.events().map(({ name }) => name)
  await vi.waitFor(
    () => {
      if (!names().includes('VideoCompletion')) throw new Error(`only ${names().join()}`)
    },
    { timeout: 30_000 },
  )

  await page.goto('about:blank')
  await page.goto(url)
  await page.waitFor(`${focused('.tile')} || ${focused('.button')}`, patient)
  const wasAskedAgain = await page.evaluate<boolean>(`!!${focused('.button')}`)
  const again = await page.evaluate<Ids>(readIds)
  await page.press(remote.back)
  return {
    pausedAfter,
    positionAfterForwardS,
    panelAfter,
    played,
    events: emulator.events(),
    requests: [...emulator.requests],
    ids: [during, again],
    wasAskedAgain,
    cookies: await page.evaluate<string>('document.cookie'),
    set: await page.evaluate<SetRecord>('window.fakeSet'),
    errors: page.errors,
  }
}
