/**
 * The emulator's own routes from pages of other origins, under other names and from another address, in a real browser
 * that names every request's origin as browsers do.
 */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { networkInterfaces } from 'node:os'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startEmulator } from '../../tools/emulator/index.ts'
import type { Emulator } from '../../tools/emulator/index.ts'
import { ownRoutes, spellingsOf } from '../support/emulator/own-routes.ts'
import type { Browser } from '../support/browser/launch.ts'
import { launchBrowser } from '../support/browser/launch.ts'
import type { Page } from '../support/browser/page.ts'

const viewer = 'the-viewers-own-alias'
const ccs = '/ccs/v1/segmentation?k=00000000-0000-4000-8000-000000000001'

/** An address of this machine that is not its loopback. */
const lan = Object.values(networkInterfaces())
  .flat()
  .find((each) => each?.family === 'IPv4' && !each.internal)?.address

/** The names that a site can have lead to this machine. */
const evilNames = ['elsewhere.example', '127.elsewhere.example']

let browser: Browser
let emulator: Emulator
let page: Page
const otherSite = createServer((_request, response) =>
  response.setHeader('content-type', 'text/html').end('<!doctype html><title>another site</title>'),
)

beforeAll(async () => {
  const rules = [
    ...evilNames.map((name) => `MAP ${name} 127.0.0.1`),
    'MAP * ~NOTFOUND',
    ...['127.0.0.1', 'localhost', ...(lan === undefined ? [] : [lan])].map((name) => `EXCLUDE ${name}`),
  ]
  browser = await launchBrowser({ engine: 'chromium-119', args: [`--host-resolver-rules=${rules.join(', ')}`] })
  await new Promise<void>((resolve) => otherSite.listen(0, '127.0.0.1', resolve))
})

afterAll(async () => {
  await browser.close()
  otherSite.close()
})

beforeEach(async () => {
  emulator = await startEmulator({ host: '0.0.0.0', maxRequests: 100_000 })
  await emulator.inject({ url: ccs, body: { alias: { tag: 'internal_id', id: viewer }, events: [] } })
  emulator.fault('counts', { kind: 'hang', count: 1 })
  page = await browser.newPage()
})

afterEach(async () => {
  await Promise.all([page.close(), emulator.stop()])
})

interface Told {
  method: string
  url: string
  mode: string
  /** What a page can see of the answer; null where it sees none. */
  status: number | null
  text: string
}

interface Ask {
  method: string
  url: string
  mode: 'cors' | 'no-cors'
  type: string
  body?: object | undefined
}

/** Asks from within the page, in each way a page can. */
async function askAll(base: string): Promise<Told[]> {
  const asks: Ask[] = ownRoutes.flatMap(({ method, path, body }) =>
    spellingsOf(path, base)
      .map((target) => (target.startsWith('/') || target.startsWith('\\') ? base + target : target))
      .filter((url) => url.startsWith(base))
      .flatMap((url) => [
        { method, url, mode: 'cors' as const, type: 'application/json', body },
        ...(method === 'DELETE' ? [] : [{ method, url, mode: 'no-cors' as const, type: 'text/plain', body }]),
      ]),
  )
  return page.evaluate(async function (list: Ask[]): Promise<Told[]> {
    const told: Told[] = []
    const waiting = list.slice()
    // As many at a time as a browser has connections to one host.
    async function work(): Promise<void> {
      for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
        const { method, url, mode, type, body } = next
        const control = new AbortController()
        try {
          const response = await fetch(url, {
            method,
            mode,
            credentials: 'include',
            signal: control.signal,
            ...(body === undefined ? {} : { headers: { 'content-type': type }, body: JSON.stringify(body) }),
          })
          const isStream = String(response.headers.get('content-type')).indexOf('event-stream') >= 0
          told.push({
            method,
            url,
            mode,
            status: response.type === 'opaque' ? null : response.status,
            text: isStream ? 'THE STREAM' : await response.text(),
          })
        } catch {
          told.push({ method, url, mode, status: null, text: '' })
        }
        control.abort()
      }
    }
    await Promise.all([work(), work(), work(), work(), work(), work()])
    return told
  }, asks)
}

/** Nothing was read, and nothing is other than before. */
function expectNothing(told: Told[]): void {
  expect(told.length).toBeGreaterThan(300)
  expect(told.filter(({ status }) => status !== null && ![400, 403, 404].includes(status))).toEqual([])
  expect(told.filter(({ text }) => text.includes(viewer) || text === 'THE STREAM')).toEqual([])
  expect(emulator.overrides()).toEqual([])
  // Every one of them was answered with an error, also what the page could not see.
  expect(emulator.requests.filter(({ status }) => status !== 404)).toHaveLength(1)
}

async function faultsLeft(): Promise<unknown> {
  return (await (await fetch(`http://127.0.0.1:${emulator.port}/_emulator/faults`)).json()) as unknown
}

describe('a page of another origin', () => {
  const bases = [
    ...['127.0.0.1', ...evilNames, ...(lan === undefined ? [] : [lan])].map((name) => [name] as [name: string]),
  ]

  it.each(bases)('reads and orders nothing of the emulator as %s', async (name) => {
    await page.goto(`http://localhost:${(otherSite.address() as AddressInfo).port}/`)
    expectNothing(await askAll(`http://${name}:${emulator.port}`))
    expect(await faultsLeft()).toMatchObject([{ route: 'counts', remaining: 1 }])
  })

  it('cannot load what is there as a script, a style, a picture, a frame or a stream', async () => {
    await page.goto(`http://localhost:${(otherSite.address() as AddressInfo).port}/`)
    const loaded = await page.evaluate(async function (base: string): Promise<string[]> {
      const elements = [
        ['script', 'src', '/_emulator/console/main.js'],
        ['script', 'src', '/_emulator/users'],
        ['script', 'src', '/%5femulator/requests'],
        ['link', 'href', '/_emulator/console/console.css'],
        ['img', 'src', '/_emulator/console/icon.svg'],
      ] as const
      const loads = elements.map(
        ([tag, attribute, path]) =>
          new Promise<string[]>((resolve) => {
            const element = document.createElement(tag)
            if (tag === 'link') element.setAttribute('rel', 'stylesheet')
            element.onload = () => resolve([path])
            element.onerror = () => resolve([])
            element.setAttribute(attribute, base + path)
            document.head.appendChild(element)
          }),
      )
      const stream = new Promise<string[]>((resolve) => {
        const source = new EventSource(`${base}/_emulator/stream`)
        source.onopen = () => resolve(['stream'])
        source.onerror = () => {
          source.close()
          resolve([])
        }
      })
      return (await Promise.all([...loads, stream])).flat()
    }, `http://127.0.0.1:${emulator.port}`)
    expect(loaded).toEqual([])
  })

  it('can still talk to the APIs', async () => {
    await page.goto(`http://localhost:${(otherSite.address() as AddressInfo).port}/`)
    const status = await page.evaluate(async function (url: string): Promise<number> {
      return (await fetch(url, { method: 'POST', body: '{"user_id":"2008c38f-dece-4570-976d-87593ed001c3"}' })).status
    }, `http://127.0.0.1:${emulator.port}${ccs}`)
    expect(status).toBe(200)
  })
})

describe('a site whose name was made to lead here', () => {
  it.each(evilNames)('%s gets nothing from its own origin either', async (name) => {
    const base = `http://${name}:${emulator.port}`
    await page.cdp.send('Page.navigate', { url: `${base}/a-page-of-theirs` })
    await page.waitFor(`location.origin === '${base}' && document.readyState === 'complete'`)
    expectNothing(await askAll(base))
    expect(await faultsLeft()).toMatchObject([{ route: 'counts', remaining: 1 }])
  })
})

describe.skipIf(lan === undefined)('the console from another address', () => {
  const open = async (query: string): Promise<void> => {
    const url = `http://${lan}:${emulator.port}/${query}`
    await page.cdp.send('Page.navigate', { url })
    await page.waitFor(`location.href.startsWith('http://${lan}') && document.readyState === 'complete'`)
  }

  it('is refused, and says what it takes', async () => {
    await open('')
    expect(await page.evaluate(`document.body.innerText`)).toContain('the token it printed at its start')
  })

  it('opens with the token, which leaves the address, and stays open over a reload', async () => {
    await open(`?token=${emulator.token}`)
    await page.waitFor(`document.querySelector('#connection').dataset.state === 'live'`)
    expect(await page.evaluate(`[location.search, document.cookie]`)).toEqual(['', ''])
    await page.reload()
    await page.waitFor(`document.querySelector('#connection').dataset.state === 'live'`)
    await page.waitFor(`document.querySelector('#panel-requests').innerText.includes('CCS')`)
  })
})
