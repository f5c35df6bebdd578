/** PhantomJS under the interface that every engine's page has. */
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { chosenEngines } from '../engines/selection.ts'
import { launchEngine } from '../support/browser/launch-engine.ts'
import { missingLibraries } from '../support/browser/libraries.ts'
import { hasWritten } from '../support/browser/phantom-storage.ts'
import { groupMembers } from '../support/browser/process-group.ts'
import type { StaticServer } from '../support/browser/static-server.ts'
import { startStaticServer } from '../support/browser/static-server.ts'
import type { Stage } from './engine-page-rules.ts'
import { keepsToTheRules, openPage, PAGE } from './engine-page-rules.ts'

const engine = 'phantomjs-2.1'

const missing = await missingLibraries(engine)
const reason = missing.length > 0 ? ` (not run: ${missing.join(', ')})` : ''

let folder: string
let server: StaticServer
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ctv-tracker-phantom-test-'))
  server = await startStaticServer({ files: { '/page.html': PAGE } })
})
afterAll(async () => {
  await server.stop()
  await rm(folder, { recursive: true })
})

describe.skipIf(missing.length > 0)(`${engine}${reason}`, () => {
  const stage = {} as Stage

  beforeAll(async () => {
    Object.assign(stage, { folder, server, browser: await launchEngine({ engine, filesFolder: folder }) })
  })
  afterAll(() => stage.browser.close())
  afterEach(() => stage.page.close())

  it('is WebKit 538, without a Promise and without a media element', async () => {
    await openPage(stage)
    const { page } = stage
    expect(stage.browser.version).toBe('538.1')
    expect(await page.evaluate('[typeof Promise, typeof fetch, typeof HTMLVideoElement, typeof indexedDB]')).toEqual([
      'undefined',
      'undefined',
      'undefined',
      'object',
    ])
  })

  it('hands arguments to a page function and brings back its value, a thenable’s included', async () => {
    await openPage(stage)
    const { page } = stage
    expect(await page.evaluate('document.title')).toBe('a page')
    expect(await page.evaluate('0 / 0')).toBeNaN()
    expect(await page.evaluate('undefined')).toBeUndefined()
    expect(await page.evaluate('null')).toBeNull()
    expect(await page.evaluate('var a = 1; a + 1')).toBe(2)
    const later =
      '({ then: function (resolve) { setTimeout(function () { resolve([document.title, 0 / 0 || 5]) }, 30) } })'
    expect(await page.evaluate(later)).toEqual(['a page', 5])
    const sum = function (a: number, b: { c: number }) {
      return { sum: a + b.c }
    }
    expect(await page.evaluate(sum, 1, { c: 2 })).toEqual({ sum: 3 })
  })

  it('throws what the page throws, and what a thenable is rejected with', async () => {
    await openPage(stage)
    const { page } = stage
    await expect(page.evaluate('missingName')).rejects.toMatchObject({
      name: 'ReferenceError',
      message: "Can't find variable: missingName",
    })
    await expect(page.evaluate('(function () { throw "plain" })()')).rejects.toThrow('plain')
    await expect(
      page.evaluate('({ then: function (_, reject) { reject(new TypeError("two\\nlines")) } })'),
    ).rejects.toMatchObject({ name: 'TypeError', message: 'two\nlines' })
    expect(page.errors).toEqual([])
  })

  it('waits for a condition, also across a navigation, and tells the last value when it gives up', async () => {
    await openPage(stage)
    const { page } = stage
    await page.evaluate('void setTimeout(function () { location.search = "next" }, 20)')
    expect(
      await page.waitFor('location.search === "?next" && document.readyState === "complete" && document.title'),
    ).toBe('a page')
    await expect(page.waitFor('nothing.here', { timeoutMs: 50 })).rejects.toThrow(
      "threw ReferenceError: Can't find variable: nothing",
    )
    await expect(page.waitFor('0', { timeoutMs: 50 })).rejects.toThrow('waited 50 ms for 0; last value: 0')
  })

  it('lets no page show a picture of another machine', async () => {
    await openPage(stage)
    const image = (url: string) =>
      `({ then: function (resolve) { var image = new Image(); image.onerror = function () { resolve('refused') }; image.onload = image.onerror; image.src = '${url}' } })`
    expect(await stage.page.evaluate(image('http://192.0.2.1/a.png'))).toBe('refused')
  })

  keepsToTheRules(stage)
})

it('is told as not to be run, with the library, on a machine that lacks one', async () => {
  const bin = join(folder, 'bin')
  await mkdir(bin)
  await writeFile(join(bin, 'ldd'), '#!/bin/sh\necho "  libfontconfig.so.1 => not found"\n', { mode: 0o755 })
  vi.stubEnv('PATH', `${bin}${delimiter}${process.env['PATH'] ?? ''}`)
  const chosen = await chosenEngines(engine).finally(() => vi.unstubAllEnvs())
  expect(chosen).toEqual([{ name: engine, obstacle: 'this machine lacks libfontconfig.so.1' }])
})

describe.skipIf(missing.length > 0)(`${engine} ends${reason}`, () => {
  it('leaves neither process nor profile behind when it is closed', async () => {
    const browser = await launchEngine({ engine })
    await browser.newPage()
    expect(groupMembers(browser.pid)).toEqual([browser.pid])
    await browser.close()
    expect(groupMembers(browser.pid)).toEqual([])
    expect(existsSync(browser.userDataDir)).toBe(false)
  })

  it('dies at once when it is killed, and finds its storage again on the same profile', async () => {
    const userDataDir = join(folder, 'profile')
    const first = await launchEngine({ engine, userDataDir })
    const page = await first.newPage()
    await page.goto(`${server.url}/page.html`)
    await page.evaluate('localStorage.setItem("kept", "yes")')
    await expect.poll(() => hasWritten(userDataDir, { kept: 'yes' }), { timeout: 10_000 }).toBe(true)
    const pending = expect(page.evaluate('({ then: function () {} })')).rejects.toThrow('has gone')
    await first.kill()
    expect(groupMembers(first.pid)).toEqual([])
    await pending
    await first.close()

    const second = await launchEngine({ engine, userDataDir })
    const later = await second.newPage()
    await later.goto(`${server.url}/page.html`)
    expect(await later.evaluate('localStorage.getItem("kept")')).toBe('yes')
    await second.close()
    expect(existsSync(userDataDir)).toBe(true)
  })
})
