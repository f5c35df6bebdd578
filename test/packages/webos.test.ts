/** The `.ipk` that LG's packager makes: by the rules of LG's documents, and running in the engine generation of webOS 22. */
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { beforeAll, describe, expect, it } from 'vitest'
import { startDemo } from '../../demo-app/server/demo.ts'
import type { AdLogEntry } from '../../demo-app/server/ads/routes.ts'
import { startEmulator } from '../../tools/emulator/index.ts'
import { launchBrowser } from '../support/browser/launch.ts'
import { expectRemoteToWork, expectSameViewer, expectWholeEvening } from './expectations.ts'
import { findDeadReferences, findNewerScripts, findReferences, readConfig, readPngSize } from './inspect.ts'
import { pack, readAr, readTarGz, withFolder, writeUnpacked } from './pack.ts'
import type { Unpacked } from './pack.ts'
import { watchApp } from './watch-app.ts'
import type { AppEvening, Remote } from './watch-app.ts'

/** LG, guide "Remote Control"; the keys of the player have the codes of CEA-2014. */
const REMOTE: Remote = {
  ok: { key: 'Enter', keyCode: 13 },
  back: { key: 'GoBack', keyCode: 461 },
  red: { key: 'ColorF0Red', keyCode: 403 },
  play: { key: 'MediaPlay', keyCode: 415 },
  pause: { key: 'Pause', keyCode: 19 },
  forward: { key: 'MediaFastForward', keyCode: 417 },
}

/** Of the emulator's sample workspace. */
const API_KEY = '00000000-0000-4000-8000-000000000001'
let members: string[]
let control: string
let entries: Unpacked
/** Those of the app, below its own folder. */
let files: Unpacked
let appinfo: Record<string, unknown>
let adTag: string
let ads: readonly AdLogEntry[]
let seen: AppEvening

beforeAll(
  () =>
    withFolder(async (folder) => {
      const emulator = await startEmulator()
      const demo = await startDemo({ emulatorUrl: emulator.url, apiKey: API_KEY })
      const app = path.join(folder, 'app')
      const browser = await launchBrowser({ engine: 'chromium-87', filesFolder: app })
      try {
        adTag = `${demo.url}/ads/vast?iu=/1/x&correlator=[timestamp]`
        const { target } = await pack('webos', folder, ['--api', emulator.url, '--api-key', API_KEY, '--ad-tag', adTag])
        const archive = readAr(await readFile(target))
        members = [...archive.keys()]
        control = readTarGz(archive.get('control.tar.gz')!).get('control')!.toString('utf8')
        entries = readTarGz(archive.get('data.tar.gz')!)
        const manifest = [...entries.keys()].find((name) => name.endsWith('/appinfo.json'))!
        files = new Map(
          [...entries]
            .filter(([name]) => name.startsWith(path.dirname(manifest)))
            .map(([name, content]) => [path.relative(path.dirname(manifest), name), content]),
        )
        appinfo = JSON.parse(entries.get(manifest)!.toString('utf8')) as Record<string, unknown>
        await writeUnpacked(app, files)
        seen = await watchApp(
          await browser.newPage(),
          'webos',
          pathToFileURL(path.join(app, 'index.html')).href,
          REMOTE,
          emulator,
        )
        ads = [...demo.ads]
      } finally {
        await browser.close()
        await Promise.all([demo.stop(), emulator.stop()])
      }
    }),
  300_000,
)

describe('the .ipk', () => {
  it('is a Debian archive with the package of the app', () => {
    expect(members).toEqual(['debian-binary', 'control.tar.gz', 'data.tar.gz'])
    expect(control).toContain(`Package: ${appinfo['id'] as string}\nVersion: ${appinfo['version'] as string}\n`)
    const info = JSON.parse(
      entries.get(`usr/palm/packages/${appinfo['id'] as string}/packageinfo.json`)!.toString('utf8'),
    ) as object
    expect(info).toMatchObject({ id: appinfo['id'], app: appinfo['id'] })
    expect([...entries.keys()].filter((name) => !name.startsWith('usr/palm/'))).toEqual([])
  })
})

describe('appinfo.json', () => {
  it('has what LG requires, in the forms LG requires', () => {
    expect(appinfo).toMatchObject({ type: 'web', title: 'Kestrel TV', vendor: expect.stringMatching(/./) as string })
    // Lower-case letters, digits, hyphens and dots; two characters at least; not below LG's own names.
    expect(appinfo['id']).toMatch(/^[a-z0-9][a-z0-9.-]+$/)
    expect(appinfo['id']).not.toMatch(/^com\.(palm|webos|lge|palmdts)\b/)
    // Three numbers without leading zeros.
    expect(appinfo['version']).toMatch(/^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)$/)
  })

  it('names a start page and icons of the right sizes that are there', () => {
    expect(files.has(appinfo['main'] as string)).toBe(true)
    expect(readPngSize(files.get(appinfo['icon'] as string))).toEqual([80, 80])
    expect(readPngSize(files.get(appinfo['largeIcon'] as string))).toEqual([130, 130])
  })

  it('leaves the Back key to the app', () => {
    expect(appinfo['disableBackHistoryAPI']).toBe(true)
  })
})

describe('the files', () => {
  it('hold everything that is referred to', () => {
    expect(findReferences(files, 'index.html')).toContain('webOSTV.js')
    expect(findDeadReferences(files, 'index.html')).toEqual([])
  })

  it('hold scripts that a set from 2015 can read', () => {
    expect(findNewerScripts(files, 'index.html')).toEqual([])
  })

  it('hold the scripts as they were built: the packager has minified none', async () => {
    expect(
      files.get('app.js')!.equals(await readFile(new URL('../../demo-app/dist/app.webos.js', import.meta.url))),
    ).toBe(true)
  })

  it("hold LG's library with its licence", () => {
    expect(files.get('webOSTV-license.txt')!.toString('utf8')).toContain('Apache License')
  })

  it('tell the app its key, its API and its ads', () => {
    expect(readConfig(files, 'index.html')).toMatchObject({ apiKey: API_KEY, adTag })
  })
})

describe('the app, from file:// in Chromium 87, on a fake webOS TV', () => {
  it('plays an ad from its server before the film', () => {
    expect(seen.played).toHaveLength(2)
    expect(ads).toMatchObject([
      { creative: 'ad-house', events: expect.arrayContaining(['impression', 'complete']) as string[] },
    ])
  })

  it('plays the film and delivers its completion', () => {
    expectWholeEvening(seen)
  })

  it('has the origin of a packaged app and no cookies', () => {
    expect(new Set(seen.requests.map(({ headers }) => headers['origin']))).toEqual(new Set(['null']))
    expect(seen.cookies).toBe('')
  })

  it('uses the keys of the remote', () => {
    expectRemoteToWork(seen)
  })

  it('gives the screen back on Back in the catalogue', () => {
    expect(seen.set['platformBacks']).toBe(1)
  })

  it('knows the viewer again after a restart', () => {
    expectSameViewer(seen)
  })
})
