/** What the page of every engine without DevTools keeps to, whatever drives it. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, it } from 'vitest'
import type { EngineBrowser, EnginePage } from '../support/browser/engine-page.ts'
import type { StaticServer } from '../support/browser/static-server.ts'
import { startStaticServer } from '../support/browser/static-server.ts'

/** What the server of these tests gives at `/page.html`. */
export const PAGE = '<!doctype html><title>a page</title>'

export interface Stage {
  browser: EngineBrowser
  server: StaticServer
  /** The only folder whose files may be opened. */
  folder: string
  /** The page of the test; closed after each. */
  page: EnginePage
}

/** A new page of the stage, at a path of its server. */
export async function openPage(stage: Stage, path = '/page.html'): Promise<void> {
  stage.page = await stage.browser.newPage()
  await stage.page.goto(stage.server.url + path)
}

/** A thenable for `evaluate`: the status of a request, 0 where none left. */
function requestStatus(url: string): string {
  return `({ then: function (resolve) {
    var request = new XMLHttpRequest()
    request.onloadend = function () { resolve(request.status) }
    request.open('GET', '${url}')
    request.send()
  } })`
}

/** Adds the tests. */
export function keepsToTheRules(stage: Stage): void {
  it('opens no page of another machine, and lets no page ask one', async () => {
    await openPage(stage)
    const { page, server } = stage
    await expect(page.goto('https://example.com/')).rejects.toThrow("only, not 'https://example.com/'")
    expect(await page.evaluate(requestStatus(`${server.url}/page.html`))).toBe(200)
    expect(await page.evaluate(requestStatus(`http://127.0.0.2:${server.port}/page.html`))).toBe(0)
    expect(await page.evaluate(requestStatus('http://192.0.2.1/'))).toBe(0)
  })

  it('opens packaged pages from a file of the given folder, and from no other', async () => {
    const page = (stage.page = await stage.browser.newPage())
    const path = join(stage.folder, 'packaged.html')
    await writeFile(path, PAGE)
    await page.goto(pathToFileURL(path).href)
    expect(await page.evaluate('document.title')).toBe('a page')
    await expect(page.goto(pathToFileURL(join(stage.folder, '../packaged.html')).href)).rejects.toThrow(
      "files of 'filesFolder', only",
    )
  })

  it('collects uncaught errors, those at load included', async () => {
    stage.server.setFile(
      '/noisy.html',
      `<script>null.member</script><script>setTimeout(function () { window.hasThrown = true; throw new RangeError('late') }, 20)</script>`,
    )
    await openPage(stage, '/noisy.html')
    await stage.page.waitFor('window.hasThrown')
    await stage.page.evaluate('1')
    expect(stage.page.errors).toMatchObject([
      { name: 'TypeError', isRejection: false },
      { name: 'RangeError', message: 'late', isRejection: false },
    ])
  })

  it('tells a page that does not load from one that does', async () => {
    await openPage(stage)
    const { page, server } = stage
    const gone = await startStaticServer()
    await gone.stop()
    await expect(page.goto(gone.url)).rejects.toThrow(`${gone.url} did not load`)
    server.setFile('/never.html', () => undefined)
    await expect(page.goto(`${server.url}/never.html`, { timeoutMs: 100 })).rejects.toThrow('did not load in 100 ms')
    await page.goto(`${server.url}/page.html#part`)
    expect(await page.evaluate('location.hash')).toBe('#part')
  })

  it('runs init scripts first and in the global scope, also after a reload', async () => {
    const page = (stage.page = await stage.browser.newPage())
    await page.addInitScript('var early = document.body === null')
    stage.server.setFile('/scripts.html', `${PAGE}<script>var seen = window.early</script>`)
    await page.goto(`${stage.server.url}/scripts.html`)
    expect(await page.evaluate('[early, seen]')).toEqual([true, true])
    await page.reload()
    expect(await page.evaluate('seen')).toBe(true)
  })
}
