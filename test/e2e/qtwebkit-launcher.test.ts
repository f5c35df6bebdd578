/**
 * QtWebKit, where this machine has it, under the interface that every engine's page has: the fence above all, for it has none of
 * its own.
 */
import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { launchEngine } from '../support/browser/launch-engine.ts'
import { findMissingPackages } from '../support/browser/launch-qtwebkit.ts'
import { groupMembers } from '../support/browser/process-group.ts'
import { startStaticServer } from '../support/browser/static-server.ts'
import type { Stage } from './engine-page-rules.ts'
import { keepsToTheRules, openPage, PAGE } from './engine-page-rules.ts'

const engine = 'qtwebkit-602'
const missing = await findMissingPackages()

describe.skipIf(missing !== null)(`${engine}${missing === null ? '' : ` (not run: ${missing})`}`, () => {
  const stage = {} as Stage

  beforeAll(async () => {
    stage.folder = await mkdtemp(join(tmpdir(), 'ctv-tracker-qtwebkit-test-'))
    stage.server = await startStaticServer({ files: { '/page.html': PAGE } })
    stage.browser = await launchEngine({ engine, filesFolder: stage.folder })
  })
  afterAll(async () => {
    await stage.browser?.close()
    await stage.server.stop()
    await rm(stage.folder, { recursive: true })
  })
  afterEach(() => stage.page.close())

  it('is WebKit 602: Promise, video and IndexedDB, and neither fetch nor beacons', async () => {
    await openPage(stage)
    const { browser, page } = stage
    expect(browser.version).toBe('602.1')
    const types =
      '[typeof Promise, typeof HTMLVideoElement, typeof indexedDB, typeof fetch, typeof navigator.sendBeacon, typeof AbortController]'
    expect(await page.evaluate(types)).toEqual([
      'function',
      'function',
      'object',
      'undefined',
      'undefined',
      'undefined',
    ])
    expect(await page.evaluate('document.createElement("video").canPlayType("video/webm")')).not.toBe('')
  })

  keepsToTheRules(stage)

  it('lets no page show another machine’s in a frame', async () => {
    await openPage(stage)
    const { page, server } = stage
    const before = server.requests.length
    const frame = `({ then: function (resolve) { var frame = document.createElement('iframe'); frame.onload = resolve; frame.src = 'http://127.0.0.2:${server.port}/page.html'; document.documentElement.appendChild(frame) } })`
    await page.evaluate(frame)
    expect(server.requests.length).toBe(before)
  })

  it('lets a packaged page read no file outside of its folder', async () => {
    const page = (stage.page = await stage.browser.newPage())
    const path = join(stage.folder, 'reader.html')
    await writeFile(path, PAGE)
    await page.goto(pathToFileURL(path).href)
    const read = (url: string): string =>
      `(function () { var request = new XMLHttpRequest(); try { request.open('GET', '${url}', false); request.send(); return request.responseText } catch (e) { return '' } })()`
    expect(await page.evaluate(read('file:///etc/hostname'))).toBe('')
  })

  it('leaves neither process nor profile behind, closed or killed', async () => {
    await openPage(stage)
    for (const end of ['close', 'kill'] as const) {
      const other = await launchEngine({ engine })
      const last = await other.newPage()
      const pending =
        end === 'kill' ? expect(last.evaluate('({ then: function () {} })')).rejects.toThrow('has gone') : null
      await other[end]()
      await pending
      expect(groupMembers(other.pid)).toEqual([])
      await other.close()
      expect(existsSync(other.userDataDir)).toBe(false)
    }
  })
})
