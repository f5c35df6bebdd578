/** The `.wgt`: by the rules of Samsung's documents, and running in the engine generation of Tizen 5. */
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { beforeAll, describe, expect, it } from 'vitest'
import { startEmulator } from '../../tools/emulator/index.ts'
import { launchBrowser } from '../support/browser/launch.ts'
import { expectRemoteToWork, expectSameViewer, expectWholeEvening } from './expectations.ts'
import {
  findAll,
  findDeadReferences,
  findNewerScripts,
  findReferences,
  parseXml,
  readConfig,
  readPngSize,
} from './inspect.ts'
import type { XmlElement } from './inspect.ts'
import { pack, readWgt, runPackageCommand, withFolder, writeUnpacked } from './pack.ts'
import type { Unpacked } from './pack.ts'
import { watchApp } from './watch-app.ts'
import type { AppEvening, Remote } from './watch-app.ts'

/** Samsung, guide "Remote Control". */
const REMOTE: Remote = {
  ok: { key: 'Enter', keyCode: 13 },
  back: { key: 'XF86Back', keyCode: 10009 },
  red: { key: 'ColorF0Red', keyCode: 403 },
  play: { key: 'MediaPlay', keyCode: 415 },
  pause: { key: 'MediaPause', keyCode: 19 },
  forward: { key: 'MediaFastForward', keyCode: 417 },
}

let files: Unpacked
let widget: XmlElement
let printed: string
let apiUrl: string
let seen: AppEvening

beforeAll(
  () =>
    withFolder(async (folder) => {
      const emulator = await startEmulator()
      apiUrl = emulator.url
      const app = path.join(folder, 'app')
      const browser = await launchBrowser({ engine: 'chromium-64', filesFolder: app })
      try {
        const packed = await pack('tizen', folder, ['--api', apiUrl, '--access', 'https://ads.example/x'])
        printed = packed.printed
        files = await readWgt(packed.target)
        await writeUnpacked(app, files)
        const page = await browser.newPage()
        widget = await parseXml(page, files.get('config.xml'))
        seen = await watchApp(page, 'tizen', pathToFileURL(path.join(app, 'index.html')).href, REMOTE, emulator)
      } finally {
        await browser.close()
        await emulator.stop()
      }
    }),
  240_000,
)

describe('package:tizen', () => {
  it('says where the package is and how large', () => {
    expect(printed).toMatch(/out\/kestrel-tv\.wgt {2}3\.\d\d MB$/m)
  })

  it('refuses a mistake in one line, and explains its options', async () => {
    expect(await runPackageCommand('tizen', ['--api', 'tv.example'])).toEqual({
      code: 1,
      out: '',
      err: expect.stringMatching(
        /^(npm warn .*\n)*ctv-tracker package: --api: expected an http or https URL, got "tv\.example"\n$/,
      ) as string,
    })
    expect(await runPackageCommand('tizen', ['--help'])).toMatchObject({
      code: 0,
      out: expect.stringContaining('--ad-tag URL') as string,
    })
  })

  it('tells the app where the API is', () => {
    expect(readConfig(files, 'index.html')).toEqual({
      apiKey: '00000000-0000-4000-8000-000000000001',
      apiUrl,
      contextualUrl: apiUrl,
      adTag: '',
    })
  })
})

describe('config.xml', () => {
  const only = (name: string): XmlElement => {
    const [found, ...more] = findAll(widget, name)
    expect(more).toEqual([])
    return found!
  }

  it('is a W3C widget with a version in the range of a Tizen package', () => {
    expect(widget.name).toBe('widget')
    expect(widget.attributes).toMatchObject({
      xmlns: 'http://www.w3.org/ns/widgets',
      'xmlns:tizen': 'http://tizen.org/ns/widgets',
    })
    const version = /^(\d+)\.(\d+)\.(\d+)$/.exec(widget.attributes['version']!)!.slice(1).map(Number)
    expect(version[0]).toBeLessThanOrEqual(255)
    expect(version[1]).toBeLessThanOrEqual(255)
    expect(version[2]).toBeLessThanOrEqual(65535)
  })

  it('has an application id that begins with the ten characters of the package', () => {
    const { id, package: own, required_version: required } = only('tizen:application').attributes
    expect(own).toMatch(/^[0-9A-Za-z]{10}$/)
    expect(id).toMatch(new RegExp(`^${own}\\.[0-9A-Za-z]+$`))
    expect(required).toMatch(/^\d+\.\d+$/)
  })

  it('is for televisions', () => {
    expect(only('tizen:profile').attributes).toEqual({ name: 'tv-samsung' })
  })

  it('asks for network and remote, and for nothing else', () => {
    expect(findAll(widget, 'tizen:privilege').map(({ attributes }) => attributes['name'])).toEqual([
      'http://tizen.org/privilege/internet',
      'http://tizen.org/privilege/tv.inputdevice',
    ])
  })

  it('lets the app reach the API and what was named besides, and nothing else', () => {
    expect(findAll(widget, 'access').map(({ attributes }) => attributes['origin'])).toEqual([
      apiUrl,
      'https://ads.example',
    ])
  })

  it('names a start page and an icon that are there', () => {
    expect(files.has(only('content').attributes['src']!)).toBe(true)
    expect(readPngSize(files.get(only('icon').attributes['src']!))).toEqual([117, 117])
    expect(only('name').text).toBe('Kestrel TV')
  })

  it('lies at the top of the package, unsigned', () => {
    expect([...files.keys()].filter((name) => /signature/.test(name))).toEqual([])
  })
})

describe('the files', () => {
  it('hold everything that is referred to', () => {
    expect(findReferences(files, 'index.html').length).toBeGreaterThanOrEqual(4)
    expect(findDeadReferences(files, 'index.html')).toEqual([])
  })

  it('hold scripts that a set from 2015 can read', () => {
    expect(findNewerScripts(files, 'index.html')).toEqual([])
  })

  it('hold the licences of what they contain', () => {
    expect(files.get('licenses.txt')!.toString('utf8')).toMatch(
      /ctv-tracker[^]*eventemitter3[^]*idb-keyval[^]*uuid[^]*vast-client/,
    )
    expect(files.has('fonts/OFL.txt')).toBe(true)
  })
})

describe('the app, from file:// in Chromium 64, on a fake Tizen TV', () => {
  it('plays a film and delivers its completion', () => {
    expectWholeEvening(seen)
  })

  it('has the origin of a packaged app and no cookies', () => {
    expect(new Set(seen.requests.map(({ headers }) => headers['origin']))).toEqual(new Set(['null']))
    expect(seen.cookies).toBe('')
  })

  it('has asked for the keys of the remote, and uses them', () => {
    expect(seen.set['registered']).toEqual(expect.arrayContaining(['MediaPlay', 'MediaPause', 'ColorF0Red']))
    expectRemoteToWork(seen)
  })

  it('ends itself on Back in the catalogue', () => {
    expect(seen.set['hasExited']).toBe(true)
  })

  it('knows the viewer again after a restart', () => {
    expectSameViewer(seen)
  })
})
