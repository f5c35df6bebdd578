/** The folder for HbbTV terminals: well-formed for the strict, and running as XHTML. */
import { beforeAll, describe, expect, it } from 'vitest'
import { startDemo } from '../../demo-app/server/demo.ts'
import { startEmulator } from '../../tools/emulator/index.ts'
import { focused } from '../e2e/demo-stage.ts'
import { launchBrowser } from '../support/browser/launch.ts'
import { startStaticServer } from '../support/browser/static-server.ts'
import { expectRemoteToWork, expectSameViewer, expectWholeEvening } from './expectations.ts'
import { findAll, findDeadReferences, findNewerScripts, parseXml } from './inspect.ts'
import type { XmlElement } from './inspect.ts'
import { pack, readFolder, withFolder } from './pack.ts'
import type { Unpacked } from './pack.ts'
import { watchApp } from './watch-app.ts'
import type { AppEvening, Remote } from './watch-app.ts'

/** Codes of the fake terminal: no two terminals need agree on them. */
const REMOTE: Remote = {
  ok: { key: 'Unidentified', keyCode: 513 },
  back: { key: 'Unidentified', keyCode: 661 },
  red: { key: 'Unidentified', keyCode: 703 },
  play: { key: 'Unidentified', keyCode: 715 },
  pause: { key: 'Unidentified', keyCode: 719 },
  forward: { key: 'Unidentified', keyCode: 717 },
}

const BASE = "https://tv.example/kestrel&co/it's"
let files: Unpacked
let page: XmlElement
let ait: XmlElement
interface Parsed {
  contentType: string
  tagName: string
}

const PARSED = '({ contentType: document.contentType, tagName: document.createElement("div").tagName })'

/** How the browser took the page of the package, and that of the demo server. */
let parsed: Parsed[]
let origin: string
let seen: AppEvening

beforeAll(
  () =>
    withFolder(async (folder) => {
      const emulator = await startEmulator()
      const browser = await launchBrowser({ engine: 'chromium-79' })
      const { target } = await pack('hbbtv', folder, ['--api', emulator.url, '--base-url', BASE])
      const server = await startStaticServer({ folders: [target] })
      const demo = await startDemo({ emulatorUrl: emulator.url, apiKey: 'key' })
      origin = server.url
      try {
        files = await readFolder(target)
        const browserPage = await browser.newPage()
        page = await parseXml(browserPage, files.get('index.xhtml'))
        ait = await parseXml(browserPage, files.get('app.aitx'))
        seen = await watchApp(browserPage, 'hbbtv', `${server.url}/index.xhtml`, REMOTE, emulator)
        parsed = [await browserPage.evaluate<Parsed>(PARSED)]
        await browserPage.goto(`${demo.url}/hbbtv/`)
        await browserPage.waitFor(focused('.button'), { timeoutMs: 30_000 })
        parsed.push(await browserPage.evaluate<Parsed>(PARSED))
      } finally {
        await browser.close()
        await Promise.all([demo.stop(), server.stop(), emulator.stop()])
      }
    }),
  240_000,
)

describe('index.xhtml', () => {
  it('has the doctype of HbbTV', () => {
    expect(files.get('index.xhtml')!.toString('utf8')).toContain(
      '<!DOCTYPE html PUBLIC "-//HbbTV//1.1.1//EN" "http://www.hbbtv.org/dtd/HbbTV-1.1.1.dtd">',
    )
  })

  it('is well-formed XHTML, element names in lower case', () => {
    expect(page.name).toBe('html')
    expect(page.attributes['xmlns']).toBe('http://www.w3.org/1999/xhtml')
    const names = (element: XmlElement): string[] => [element.name, ...element.children.flatMap(names)]
    expect(names(page).filter((name) => name !== name.toLowerCase())).toEqual([])
  })

  it('has an application manager, and keeps its script in a CDATA section', () => {
    expect(findAll(page, 'object').map(({ attributes }) => attributes['type'])).toEqual([
      'application/oipfApplicationManager',
    ])
    expect(files.get('index.xhtml')!.toString('utf8')).toMatch(
      /<script[^>]*>\s*\/\/<!\[CDATA\[[^]*?\/\/\]\]>\s*<\/script>/,
    )
  })
})

describe('app.aitx', () => {
  const text = (name: string): string => findAll(ait, `mhp:${name}`)[0]!.text

  it('names the application by numbers, as DVB gives them out', () => {
    expect(Number(text('orgId'))).toBeGreaterThan(0)
    expect(Number(text('appId'))).toBeGreaterThan(0)
    expect(text('controlCode')).toBe('AUTOSTART')
    expect(text('OtherApp')).toBe('application/vnd.hbbtv.xhtml+xml')
    expect([text('versionMajor'), text('versionMinor'), text('versionMicro')]).toEqual(['1', '3', '1'])
  })

  it('leads to the start page at the base it was given, whatever characters that holds', () => {
    expect(text('URLBase')).toBe(`${BASE}/`)
    expect(files.has(text('applicationLocation'))).toBe(true)
  })
})

describe('the files', () => {
  it('hold everything that is referred to', () => {
    expect(
      findDeadReferences(files, 'index.xhtml').filter(
        (reference) => reference !== 'application/oipfApplicationManager',
      ),
    ).toEqual([])
  })

  it('hold scripts that a set from 2015 can read', () => {
    expect(findNewerScripts(files, 'index.xhtml')).toEqual([])
  })
})

describe('the app, as XHTML in Chromium 79, on a fake HbbTV terminal', () => {
  it('runs under XML parsing, from the folder and from the demo server', () => {
    // A page parsed as HTML calls its elements by capitals.
    expect(parsed).toEqual([
      { contentType: 'application/xhtml+xml', tagName: 'div' },
      { contentType: 'application/xhtml+xml', tagName: 'div' },
    ])
  })

  it('plays a film and delivers its completion', () => {
    expectWholeEvening(seen)
    expect(new Set(seen.requests.map(({ headers }) => headers['origin']))).toEqual(new Set([origin]))
  })

  it('shows itself and has asked for the keys, whose numbers only the set knows', () => {
    expect(seen.set).toMatchObject({ isShown: true, mask: 0x3f, keysHeldBack: 0 })
    expectRemoteToWork(seen)
  })

  it('ends itself on Back in the catalogue', () => {
    expect(seen.set['isDestroyed']).toBe(true)
  })

  it('knows the viewer again after a restart', () => {
    expectSameViewer(seen)
  })
})
