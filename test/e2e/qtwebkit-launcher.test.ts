/** QtWebKit, where this machine has it, under the interface that every engine's page has: the fence above all, for it has none of its own. */
import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { EngineBrowser, EnginePage } from '../support/browser/engine-page.ts'
import { launchEngine } from '../support/browser/launch-engine.ts'
import { findMissingPackages } from '../support/browser/launch-qtwebkit.ts'
import { groupMembers } from '../support/browser/process-group.ts'
import type { StaticServer } from '../support/static-server.ts'
import { startStaticServer } from '../support/static-server.ts'

const PAGE = '<!doctype html><title>a page</title>'
const engine = 'qtwebkit-602'
const missing = await findMissingPackages()

describe.skipIf(missing !== null)(`${engine}${missing === null ? '' : ` (not run: ${missing})`}`, () => {
  let folder: string
  let server: StaticServer
  let browser: EngineBrowser
  let page: EnginePage

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ctv-tracker-qtwebkit-test-'))
    server = await startStaticServer({ files: { '/page.html': PAGE } })
    browser = await launchEngine({ engine, filesFolder: folder })
  })
  afterAll(async () => {
    await browser?.close()
    await server.stop()
    await rm(folder, { recursive: true })
  })
  afterEach(() => page.close())

  async function openPage(path = '/page.html'): Promise<void> {
    page = await browser.newPage()
    await page.goto(server.url + path)
  }

  it('is WebKit 602: Promise, video and IndexedDB, and neither fetch nor beacons', async () => {
    await openPage()
    expect(browser.version).toBe('602.1')
    const types = '[typeof Promise, typeof HTMLVideoElement, typeof indexedDB, typeof fetch, typeof navigator.sendBeacon, typeof AbortController]'
    expect(await page.evaluate(types)).toEqual(['function', 'function', 'object', 'undefined', 'undefined', 'undefined'])
    expect(await page.evaluate('document.createElement("video").canPlayType("video/webm")')).not.toBe('')
  })

  it('opens no page of another machine, and no page reaches one', async () => {
    await openPage()
    await expect(page.goto('https://example.com/')).rejects.toThrow("only, not 'https://example.com/'")
    const attempt = (url: string): string => `({ then: function (resolve) {
      var request = new XMLHttpRequest()
      request.onloadend = function () { resolve(request.status) }
      request.open('GET', '${url}')
      request.send()
    } })`
    expect(await page.evaluate(attempt(`${server.url}/page.html`))).toBe(200)
    expect(await page.evaluate(attempt(`http://127.0.0.2:${server.port}/page.html`))).toBe(0)
    expect(await page.evaluate(attempt('http://192.0.2.1/'))).toBe(0)
    const before = server.requests.length
    const frame = `({ then: function (resolve) { var frame = document.createElement('iframe'); frame.onload = resolve; frame.src = 'http://127.0.0.2:${server.port}/page.html'; document.documentElement.appendChild(frame) } })`
    await page.evaluate(frame)
    expect(server.requests.length).toBe(before)
  })

  it('opens packaged pages from a file of the given folder, and from no other', async () => {
    page = await browser.newPage()
    const path = join(folder, 'packaged.html')
    await writeFile(path, PAGE)
    await page.goto(pathToFileURL(path).href)
    expect(await page.evaluate('document.title')).toBe('a page')
    const read = (url: string): string => `(function () { var request = new XMLHttpRequest(); try { request.open('GET', '${url}', false); request.send(); return request.responseText } catch (e) { return '' } })()`
    expect(await page.evaluate(read('file:///etc/hostname'))).toBe('')
  })

  it('collects uncaught errors, those at load included', async () => {
    server.setFile('/noisy.html', `<script>null.member</script><script>setTimeout(function () { window.hasThrown = true; throw new RangeError('late') }, 20)</script>`)
    await openPage('/noisy.html')
    await page.waitFor('window.hasThrown')
    await page.evaluate('1')
    expect(page.errors).toMatchObject([{ name: 'TypeError' }, { name: 'RangeError', message: 'late' }])
  })

  it('tells a page that does not load from one that does', async () => {
    await openPage()
    const gone = await startStaticServer()
    await gone.stop()
    await expect(page.goto(gone.url)).rejects.toThrow(`${gone.url} did not load`)
    server.setFile('/never.html', () => undefined)
    await expect(page.goto(`${server.url}/never.html`, { timeoutMs: 100 })).rejects.toThrow('did not load in 100 ms')
    await page.goto(`${server.url}/page.html`)
    expect(await page.evaluate('document.title')).toBe('a page')
  })

  it('runs init scripts first and in the global scope, also after a reload', async () => {
    page = await browser.newPage()
    await page.addInitScript('var early = document.body === null')
    server.setFile('/scripts.html', `${PAGE}<script>var seen = window.early</script>`)
    await page.goto(`${server.url}/scripts.html`)
    expect(await page.evaluate('[early, seen]')).toEqual([true, true])
    await page.reload()
    expect(await page.evaluate('seen')).toBe(true)
  })

  it('leaves neither process nor profile behind, closed or killed', async () => {
    await openPage()
    for (const end of ['close', 'kill'] as const) {
      const other = await launchEngine({ engine })
      const last = await other.newPage()
      const pending = end === 'kill' ? expect(last.evaluate('({ then: function () {} })')).rejects.toThrow('has gone') : null
      await other[end]()
      await pending
      expect(groupMembers(other.pid)).toEqual([])
      await other.close()
      expect(existsSync(other.userDataDir)).toBe(false)
    }
  })
})
