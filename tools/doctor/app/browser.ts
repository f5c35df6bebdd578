/**
 * The app in an installed Chromium, with a profile of its own that is gone afterwards. Nothing is downloaded.
 */
import { accessSync, constants } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { launch, Launcher } from 'chrome-launcher'
import connect from 'chrome-remote-interface'
import { keyCodes } from './keys.ts'
import { recordTraffic } from './traffic.ts'
import type { Devtools, Traffic } from './traffic.ts'

export interface AppOptions {
  url: string
  /** Path of the browser. Default: `CHROME_PATH`, else one that is installed. */
  chromium?: string
  /** Further flags of the browser. */
  flags?: readonly string[]
  /** Keys pressed one after the other to make it play. Default: Enter, until something plays. */
  keys?: readonly string[]
  /** How long it is left alone first, in ms. Default 3000. */
  untouchedMs?: number
  /** How long is watched, in ms. Default 15,000. */
  watchMs?: number
  /** Time between two keys, in ms. Default 1000. */
  keyPauseMs?: number
}

export interface UsedApp {
  traffic: Traffic['exchanges']
  /** How it was brought to play, or that it was not. */
  playing: string
}

/** Throws an Error that says what would do where no browser is installed. */
export function findChromium(given: string | undefined): string {
  const found = given ?? process.env['CHROME_PATH'] ?? installed()
  if (found === undefined)
    throw new Error('no Chromium or Chrome is installed; install one, or name it with --chromium PATH or CHROME_PATH')
  try {
    // A launcher whose program is not there ends the process.
    accessSync(found, constants.X_OK)
  } catch {
    throw new Error(`${found} is no program that can be started; name a Chromium with --chromium PATH or CHROME_PATH`)
  }
  return found
}

function installed(): string | undefined {
  try {
    return Launcher.getInstallations()[0]
  } catch {
    // It throws where it finds none.
    return undefined
  }
}

/** Opens the app, leaves it alone, plays, and opens it anew as a viewer does the next evening. */
export async function useApp(options: AppOptions): Promise<UsedApp> {
  const chrome = await launch({
    chromePath: findChromium(options.chromium),
    chromeFlags: [...ownFlags(), ...(options.flags ?? [])],
    logLevel: 'silent',
  })
  try {
    const devtools = await connect({ host: '127.0.0.1', port: chrome.port, local: true })
    try {
      return await walk(devtools, options)
    } finally {
      await devtools.close()
    }
  } finally {
    chrome.kill()
  }
}

function ownFlags(): string[] {
  const flags = ['--headless', '--mute-audio', '--autoplay-policy=no-user-gesture-required']
  // As root, in a container, Chromium runs without its sandbox or not at all.
  return process.getuid?.() === 0 ? [...flags, '--no-sandbox'] : flags
}

async function walk(devtools: Devtools, options: AppOptions): Promise<UsedApp> {
  const { url, untouchedMs = 3000, watchMs = 15_000 } = options
  const traffic = recordTraffic(devtools)
  for (const domain of ['Page', 'Network', 'Runtime']) await devtools.send(`${domain}.enable`)
  await open(devtools, url)
  await sleep(untouchedMs)
  traffic.begin('used')
  const playing = await play(devtools, options)
  await sleep(watchMs)
  await traffic.settled()
  // What was being watched is sent by the next start.
  await open(devtools, 'about:blank')
  traffic.begin('again')
  await open(devtools, url)
  await sleep(untouchedMs)
  await traffic.settled()
  return { traffic: traffic.exchanges, playing }
}

async function open(devtools: Devtools, url: string): Promise<void> {
  const loaded = new Promise<void>((resolve) => devtools.on('Page.loadEventFired', () => resolve()))
  const { errorText } = (await devtools.send('Page.navigate', { url })) as { errorText?: string }
  if (errorText !== undefined) throw new Error(`${url} could not be opened (${errorText})`)
  // An app that never finishes to load is looked at all the same.
  await Promise.race([loaded, sleep(15_000, undefined, { ref: false })])
}

const mostTries = 6

async function play(devtools: Devtools, { keys, keyPauseMs = 1000 }: AppOptions): Promise<string> {
  if (keys !== undefined) {
    for (const key of keys) {
      await press(devtools, key)
      await sleep(keyPauseMs)
    }
    return (await isPlaying(devtools)) ? `it plays after ${keys.join(', ')}` : `nothing plays after ${keys.join(', ')}`
  }
  for (let tries = 0; tries <= mostTries; tries += 1) {
    if (await isPlaying(devtools)) return tries === 0 ? 'it plays by itself' : `it plays after ${tries} × Enter`
    if (tries < mostTries) await press(devtools, 'Enter')
    await sleep(keyPauseMs)
  }
  await evaluate(
    devtools,
    `{ const media = document.querySelector('video, audio'); if (media !== null) { media.muted = true; void media.play() } }`,
  )
  await sleep(keyPauseMs)
  if (await isPlaying(devtools)) return 'its player was started by a script: no key did; --keys says which do'
  return `nothing plays after ${mostTries} × Enter: say with --keys which keys lead to a video`
}

function isPlaying(devtools: Devtools): Promise<boolean> {
  return evaluate(
    devtools,
    `[...document.querySelectorAll('video, audio')].some((media) => !media.paused && !media.ended && media.currentTime > 0)`,
  )
}

async function evaluate(devtools: Devtools, expression: string): Promise<boolean> {
  const { result } = (await devtools.send('Runtime.evaluate', { expression, userGesture: true })) as {
    result: { value?: unknown }
  }
  return result.value === true
}

async function press(devtools: Devtools, key: string): Promise<void> {
  const code = keyCodes[key] ?? 0
  const names = {
    key: /^(Left|Up|Right|Down)$/.test(key) ? `Arrow${key}` : key,
    windowsVirtualKeyCode: code,
    nativeVirtualKeyCode: code,
  }
  await devtools.send('Input.dispatchKeyEvent', {
    type: key === 'Enter' ? 'keyDown' : 'rawKeyDown',
    ...names,
    ...(key === 'Enter' ? { text: '\r' } : {}),
  })
  await devtools.send('Input.dispatchKeyEvent', { type: 'keyUp', ...names })
}
