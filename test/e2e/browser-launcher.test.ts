/// <reference lib="dom" />
/** The launcher and page helper that every browser test stands on, in each engine. */
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { transform } from 'esbuild'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { DAILY_CHROMIUMS } from '../engines/engines.ts'
import { launchBrowser, type Browser } from '../support/browser/launch.ts'
import { missingLibraries } from '../support/browser/libraries.ts'
import type { Page } from '../support/browser/page.ts'
import { groupMembers } from '../support/browser/process-group.ts'
import { startStaticServer, type StaticServer } from '../support/browser/static-server.ts'
import { unpackExecutable } from '../support/browser/unpack.ts'

const PAGE = `<!doctype html><title>a page</title><input autofocus><script>
var keys = []
addEventListener('keydown', function (e) { keys.push([e.key, e.keyCode, e.isTrusted]) })
addEventListener('keyup', function (e) { keys.push(['up', e.keyCode, e.isTrusted]) })
</script>`

let folder: string
let server: StaticServer

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ctv-tracker-launcher-test-'))
  server = await startStaticServer({ files: { '/page.html': PAGE } })
})
afterAll(async () => {
  await server.stop()
  await rm(folder, { recursive: true })
})

for (const { name: engine } of DAILY_CHROMIUMS) {
  const missing = await missingLibraries(engine)
  const reason = missing.length > 0 ? ` (not run: ${missing.join(', ')})` : ''

  describe.skipIf(missing.length > 0)(engine + reason, () => {
    let browser: Browser
    let page: Page

    beforeAll(async () => {
      browser = await launchBrowser({ engine, filesFolder: folder })
    })
    afterAll(() => browser.close())
    afterEach(() => page.close())

    async function openPage(): Promise<void> {
      page = await browser.newPage()
      await page.goto(`${server.url}/page.html`)
    }

    it('is the engine that was asked for', async () => {
      await openPage()
      const major = engine.replace(/^\D+/, '')
      expect(browser.version.split('.')[0]).toBe(major)
      expect(await page.evaluate('navigator.userAgent')).toContain(`Chrome/${major}.`)
    })

    it('hands arguments to a page function and brings back its value, a promised one included', async () => {
      await openPage()
      const sum = (a: number, b: { c: number }) => Promise.resolve({ sum: a + b.c, title: 'x' })
      expect(await page.evaluate(sum, 1, { c: 2 })).toEqual({ sum: 3, title: 'x' })
      expect(await page.evaluate('document.title')).toBe('a page')
      expect(await page.evaluate('0 / 0')).toBeNaN()
      expect(await page.evaluate('[undefined, undefined].length')).toBe(2)
      expect(await page.evaluate('undefined')).toBeUndefined()
    })

    it('throws what the page throws, with its message', async () => {
      await openPage()
      await expect(page.evaluate('missingName')).rejects.toMatchObject({
        name: 'ReferenceError',
        message: 'missingName is not defined',
      })
      await expect(page.evaluate(() => Promise.reject(new TypeError('two\nlines')))).rejects.toMatchObject({
        name: 'TypeError',
        message: 'two\nlines',
      })
      await expect(page.evaluate('(function () { throw "plain" })()')).rejects.toThrow('plain')
      expect(page.errors).toEqual([])
    })

    it('presses keys that the page takes for a viewer’s, remote-control keys included', async () => {
      await openPage()
      // The engine gives the focus with its first frame, some time after load.
      await page.waitFor("document.activeElement.tagName === 'INPUT'")
      for (const key of [
        'ArrowRight',
        'Enter',
        'Backspace',
        'x',
        { key: 'GoBack', keyCode: 461 },
        { key: 'BrowserBack', keyCode: 10009 },
      ]) {
        await page.press(key)
      }
      const codes = await page.evaluate<[string, number, boolean][]>('keys')
      expect(codes.filter(([key]) => key !== 'up').map(([, keyCode]) => keyCode)).toEqual([39, 13, 8, 88, 461, 10009])
      expect(codes.filter(([key]) => key === 'up')).toHaveLength(6)
      expect(codes.every(([, , isTrusted]) => isTrusted)).toBe(true)
      expect(await page.evaluate('document.querySelector("input").value')).toBe('x')
      await expect(page.press('NoSuchKey')).rejects.toThrow("unknown key 'NoSuchKey'")
    })

    it('waits for a condition, also across a navigation, and tells the last value when it gives up', async () => {
      await openPage()
      const waiting = page.waitFor<string>(
        'location.search === "?next" && document.readyState === "complete" && document.title',
      )
      await page.evaluate('setTimeout(function () { location.search = "next" }, 20)')
      expect(await waiting).toBe('a page')
      await expect(page.waitFor('keys', { timeoutMs: 50 })).resolves.toEqual([])
      await expect(
        page.waitFor('document.title === "other" || { is: document.title }.none', { timeoutMs: 50 }),
      ).rejects.toThrow(/waited 50 ms for document\.title.*; last value: undefined/)
      await expect(page.waitFor('nothing.here', { timeoutMs: 50 })).rejects.toThrow(
        'threw ReferenceError: nothing is not defined',
      )
      await expect(page.waitFor('new Promise(function () {})', { timeoutMs: 10 })).rejects.toThrow(
        'the page does not answer',
      )
    })

    it('refuses to open a page of another machine, and the fence holds inside the page too', async () => {
      await openPage()
      await expect(page.goto('https://example.com/')).rejects.toThrow("only, not 'https://example.com/'")
      await expect(page.goto('http://127.0.0.1.example.com/')).rejects.toThrow(
        "only, not 'http://127.0.0.1.example.com/'",
      )
      const attempt = (url: string) =>
        fetch(url).then(
          () => 'reached',
          (error: Error) => error.name,
        )
      expect(await page.evaluate(attempt, `http://127.0.0.2:${server.port}/page.html`)).toBe('TypeError')
      expect(await page.evaluate(attempt, 'http://example.com/')).toBe('TypeError')
      expect(page.requests.slice(1).map((request) => request.failure)).toEqual([
        'net::ERR_NAME_NOT_RESOLVED',
        'net::ERR_NAME_NOT_RESOLVED',
      ])
    })

    it('tells a page that does not load from one that does', async () => {
      await openPage()
      const gone = await startStaticServer()
      await gone.stop()
      await expect(page.goto(gone.url)).rejects.toThrow('net::ERR_CONNECTION_REFUSED')
      await page.goto(`${server.url}/page.html`)
      await page.goto(`${server.url}/page.html#part`)
      expect(await page.evaluate('location.hash')).toBe('#part')
      server.setFile('/never.html', () => undefined)
      await expect(page.goto(`${server.url}/never.html`, { timeoutMs: 100 })).rejects.toThrow('did not load in 100 ms')
    })

    it('leaves a page as a viewer does, so that its last beacon arrives', async () => {
      let beacons = 0
      server.setFile('/beacon', (request, response) => void (beacons++, request.resume(), response.end()))
      server.setFile(
        '/leaving.html',
        `<script>addEventListener('pagehide', function () { navigator.sendBeacon('/beacon', 'bye') })</script>`,
      )
      page = await browser.newPage()
      await page.goto(`${server.url}/leaving.html`)
      await page.goto('about:blank')
      await expect.poll(() => beacons, { timeout: 5_000 }).toBe(1)
    })

    it('opens packaged pages from a file of the given folder, and from no other', async () => {
      page = await browser.newPage()
      const path = join(folder, 'packaged.html')
      await writeFile(path, PAGE)
      await page.goto(pathToFileURL(path).href)
      expect(await page.evaluate('document.title')).toBe('a page')
      await expect(page.goto(pathToFileURL(join(folder, '../packaged.html')).href)).rejects.toThrow(
        "files of 'filesFolder', only",
      )
    })

    it('collects console messages, errors and unhandled rejections, each once', async () => {
      server.setFile(
        '/noisy.html',
        `<script>console.warn('careful', 2); Promise.reject(new Error('nobody cares')); Promise.reject(1).catch(function () {})</script>
        <script>null.member</script>`,
      )
      page = await browser.newPage()
      await page.goto(`${server.url}/noisy.html`)
      await page.waitFor('true')
      expect(page.console).toEqual([{ level: 'warning', text: 'careful 2', source: 'console' }])
      expect(page.errors.map(({ name, isRejection }) => [name, isRejection]).sort()).toEqual([
        ['Error', true],
        ['TypeError', false],
      ])
    })

    it('collects requests with their bodies and answers', async () => {
      await openPage()
      server.setFile(
        '/api',
        (request, response) => void request.resume().on('end', () => response.writeHead(201).end('made')),
      )
      const post = (url: string) => fetch(url, { method: 'POST', body: '{"a":1}' }).then((answer) => answer.text())
      await page.evaluate(post, `${server.url}/api`)
      const request = page.requests.find(({ url }) => url.endsWith('/api'))
      expect(request).toMatchObject({ method: 'POST', postData: '{"a":1}', status: 201, failure: null })
      expect(await request?.responseText()).toBe('made')
    })

    it('goes on with what is under way while it writes cookies to its profile', async () => {
      await openPage()
      let release = (): void => {}
      server.setFile('/held', (_request, response) => void (release = () => response.end('held')))
      await page.evaluate(`window.held = fetch('/held').then((answer) => answer.text(), String); 0`)
      // More than the 512 changes after which it writes at once; with fewer it writes after half a minute.
      await page.evaluate(
        `for (let i = 0; i < 600; i += 1) document.cookie = 'n' + (i % 50) + '=' + i + '; max-age=9999'`,
      )
      const again = async (url: string) => {
        for (let i = 0; i < 50; i += 1) await fetch(url, { cache: 'no-store' }).then((answer) => answer.text())
      }
      await page.evaluate(again, `${server.url}/page.html`)
      release()
      expect(await page.evaluate('held')).toBe('held')
    })

    it('runs init scripts first, goes offline and back, and sets the viewport', async () => {
      page = await browser.newPage()
      await page.addInitScript('window.early = document.scripts.length')
      await page.setViewport(960, 540)
      await page.goto(`${server.url}/page.html`)
      expect(await page.evaluate('[early, innerWidth, innerHeight]')).toEqual([0, 960, 540])
      await page.setOffline(true)
      const attempt = (url: string) =>
        fetch(url).then(
          (answer) => answer.status,
          () => navigator.onLine,
        )
      expect(await page.evaluate(attempt, `${server.url}/page.html`)).toBe(false)
      await page.setOffline(false)
      expect(await page.evaluate(attempt, `${server.url}/page.html`)).toBe(200)
    })

    it('draws a page with text into a PNG', async () => {
      await openPage()
      const path = join(folder, engine, 'page.png')
      await page.screenshot(path)
      expect((await readFile(path)).toString('latin1', 1, 4)).toBe('PNG')
    })
  })

  describe.skipIf(missing.length > 0)(`${engine} ends${reason}`, () => {
    it('leaves neither process nor profile behind when it is closed', async () => {
      const browser = await launchBrowser({ engine })
      await browser.newPage()
      expect(groupMembers(browser.pid).length).toBeGreaterThan(1)
      await browser.close()
      expect(groupMembers(browser.pid)).toEqual([])
      expect(existsSync(browser.userDataDir)).toBe(false)
    })

    it('dies at once with all its processes when it is killed, and starts again on the same profile', async () => {
      const userDataDir = join(folder, `${engine}-profile`)
      const first = await launchBrowser({ engine, userDataDir })
      const page = await first.newPage()
      await page.goto(`${server.url}/page.html`)
      const pending = expect(page.evaluate('new Promise(function () {})')).rejects.toThrow('has gone')
      await first.kill()
      expect(groupMembers(first.pid)).toEqual([])
      await pending
      await first.close()

      const second = await launchBrowser({ engine, userDataDir })
      const again = await second.newPage()
      await again.goto(`${server.url}/page.html`)
      await again.evaluate('localStorage.setItem("kept", "yes")')
      await second.close()

      const third = await launchBrowser({ engine, userDataDir })
      const later = await third.newPage()
      await later.goto(`${server.url}/page.html`)
      expect(await later.evaluate('localStorage.getItem("kept")')).toBe('yes')
      await third.close()
      expect(existsSync(userDataDir)).toBe(true)
    })
  })
}

it('starts from one and the same file, however many unpack it at once for the first time', async () => {
  vi.stubEnv('ENGINES_CACHE', join(folder, 'cache'))
  try {
    const paths = [unpackExecutable('chromium-119'), unpackExecutable('chromium-119')]
    const first = await stat(await Promise.race(paths))
    const [path, other] = await Promise.all(paths)
    expect(other).toBe(path)
    expect((await stat(path!)).ino).toBe(first.ino)
    expect(await readdir(dirname(path!))).toEqual([basename(path!)])
  } finally {
    vi.unstubAllEnvs()
  }
})

it('says what a browser said when it does not start', async () => {
  const start = launchBrowser({
    engine: 'chromium-119',
    args: ['--user-data-dir=/dev/null/nowhere', '--remote-debugging-port=-1'],
    timeoutMs: 3_000,
  })
  await expect(start).rejects.toThrow(/chromium-119 did not start: .*\. It said:/s)
})

it('ends a browser whose test process was killed, and removes its profile', async () => {
  const source = await readFile(fileURLToPath(new URL('../support/browser/process-group.ts', import.meta.url)), 'utf8')
  const profile = await mkdtemp(join(tmpdir(), 'ctv-tracker-orphan-'))
  const script = join(folder, 'parent.mjs')
  const { code } = await transform(source, { loader: 'ts' })
  await writeFile(
    script,
    `${code}
    const group = startGroup('sleep', ['600'], process.env, ${JSON.stringify(profile)})
    console.log(group.pid)
    setInterval(() => undefined, 1000)`,
  )
  const parent = spawn(process.execPath, [script], { stdio: ['ignore', 'pipe', 'inherit'] })
  const pid = Number(await new Promise<Buffer>((resolve) => parent.stdout.once('data', resolve)))
  expect(groupMembers(pid)).toEqual([pid])
  parent.kill('SIGKILL')
  await expect.poll(() => [groupMembers(pid).length, existsSync(profile)], { timeout: 10_000 }).toEqual([0, false])
})
