// @vitest-environment node
import { request } from 'node:http'
import { afterEach, describe, expect, it } from 'vitest'
import { reachableFrom, startDemo } from '../../../../demo-app/server/demo.ts'
import type { Demo } from '../../../../demo-app/server/demo.ts'

const OPTIONS = { emulatorUrl: 'http://127.0.0.1:9', apiKey: 'key-of-the-test' }
let demo: Demo | undefined

afterEach(async () => {
  await demo?.stop()
  demo = undefined
})

async function start(): Promise<Demo> {
  demo = await startDemo(OPTIONS)
  return demo
}

/** A raw request: `fetch` tidies paths up before it sends them. */
function rawGet(url: string, path: string, headers: Record<string, string> = {}): Promise<number> {
  return new Promise((resolve, reject) => {
    request(url, { path, headers, agent: false }, (answer) => {
      answer.resume()
      resolve(answer.statusCode ?? 0)
    })
      .on('error', reject)
      .end()
  })
}

describe('the demo server', () => {
  it('serves the app, its style and its posters with their types', async () => {
    const { url } = await start()
    const types = await Promise.all(
      ['/', '/app.css', '/media/posters/news.jpg'].map(async (path) =>
        (await fetch(url + path)).headers.get('content-type'),
      ),
    )
    expect(types).toEqual(['text/html; charset=utf-8', 'text/css; charset=utf-8', 'image/jpeg'])
  })

  it('tells the app its key, its API and its ad tag', async () => {
    const { url } = await start()
    expect(await (await fetch(`${url}/config.json`)).json()).toEqual({
      apiKey: 'key-of-the-test',
      apiUrl: 'http://127.0.0.1:9',
      adTag: expect.stringContaining(`${url}/ads/vast?iu=`),
      cohortNames: expect.objectContaining({ 12345: 'sports viewers' }),
    })
  })

  it('sends the asked part of a film', async () => {
    const { url } = await start()
    const whole = Buffer.from(await (await fetch(`${url}/media/ad-house.webm`)).arrayBuffer())
    const part = await fetch(`${url}/media/ad-house.webm`, { headers: { range: 'bytes=100-199' } })
    expect(part.status).toBe(206)
    expect(part.headers.get('content-type')).toBe('video/webm')
    expect(part.headers.get('content-range')).toBe(`bytes 100-199/${whole.length}`)
    expect(Buffer.from(await part.arrayBuffer()).equals(whole.subarray(100, 200))).toBe(true)
  })

  it('answers 416 with the size for a part behind the end', async () => {
    const { url } = await start()
    const answer = await fetch(`${url}/media/ad-house.webm`, { headers: { range: 'bytes=99999999-' } })
    expect(answer.status).toBe(416)
    expect(answer.headers.get('content-range')).toMatch(/^bytes \*\/\d+$/)
  })

  it.each([
    '/../package.json',
    '/media/../package.json',
    '/media/%2e%2e/package.json',
    '/media/..%2fpackage.json',
    '/main.ts',
    '/media/generate',
    '/%00.js',
    '/%',
    '/media/',
  ])('does not serve %s', async (path) => {
    const { url } = await start()
    expect(await rawGet(url, path)).toBe(404)
  })

  it('refuses a host that would break the urls it writes', async () => {
    const { url } = await start()
    expect(await rawGet(url, '/ads/vast', { host: '"><x' })).toBe(400)
  })

  it('refuses to be posted to', async () => {
    const { url } = await start()
    expect((await fetch(url, { method: 'POST' })).status).toBe(405)
  })

  it('answers an ad request with the creative for its key-values, readable from a packaged app', async () => {
    const { url } = await start()
    const answer = await fetch(`${url}/ads/vast?iu=/1/x&cust_params=permutive%3D12345%2C1`, {
      headers: { origin: 'null' },
    })
    expect(answer.headers.get('content-type')).toBe('application/xml; charset=utf-8')
    expect(answer.headers.get('access-control-allow-origin')).toBe('*')
    expect(await answer.text()).toContain(`<![CDATA[${url}/media/ad-sports.webm]]>`)
  })

  it('logs an ad with its key-values and the events that came back for it', async () => {
    const { url, ads } = await start()
    const xml = await (await fetch(`${url}/ads/vast?cust_params=prmtvctx%3D66666`)).text()
    const impression = /<Impression[^>]*><!\[CDATA\[(.+?)\]\]>/.exec(xml)![1]!
    const pixel = await fetch(impression)
    expect(pixel.headers.get('content-type')).toBe('image/gif')
    expect(ads).toMatchObject([{ keyValues: { prmtvctx: ['66666'] }, creative: 'ad-nature', events: ['impression'] }])
    expect(await (await fetch(`${url}/ads/log`)).json()).toEqual(ads)
  })

  it.each([
    ['HbbTV/1.5.1 (+DRM;Vendor;Model;1.0;2021;) Chrome/87', 'application/vnd.hbbtv.xhtml+xml'],
    ['Mozilla/5.0 (X11; Linux x86_64) Chrome/119.0 Safari/537.36', 'application/xhtml+xml; charset=utf-8'],
  ])('sends the HbbTV page to %s as %s', async (userAgent, type) => {
    const { url } = await start()
    for (const path of ['/hbbtv/', '/hbbtv/index.xhtml']) {
      const answer = await fetch(url + path, { headers: { 'user-agent': userAgent } })
      expect(answer.headers.get('content-type')).toBe(type)
      expect(answer.headers.get('vary')).toBe('User-Agent')
      const page = await answer.text()
      expect(page).toContain('"-//HbbTV//1.1.1//EN"')
      expect(page).toContain('"apiKey":"key-of-the-test"')
    }
  })

  it('leads to the HbbTV page from the folder without its slash', async () => {
    const { url } = await start()
    const answer = await fetch(`${url}/hbbtv`)
    expect(answer.url).toBe(`${url}/hbbtv/`)
    expect(answer.status).toBe(200)
  })

  it('sends an XML AIT that names the page as the television reaches it', async () => {
    const { url } = await start()
    const answer = await fetch(`${url}/hbbtv/app.aitx`)
    expect(answer.headers.get('content-type')).toBe('application/vnd.dvb.ait+xml')
    const ait = await answer.text()
    expect(ait).toContain(`<mhp:URLBase>${url}/hbbtv/</mhp:URLBase>`)
    expect(ait).toContain('<mhp:applicationLocation>index.xhtml</mhp:applicationLocation>')
  })

  it('serves style, posters and films beside the HbbTV page', async () => {
    const { url } = await start()
    const types = await Promise.all(
      ['app.css', 'media/posters/news.jpg', 'media/news.webm'].map(async (file) =>
        (await fetch(`${url}/hbbtv/${file}`, { method: 'HEAD' })).headers.get('content-type'),
      ),
    )
    expect(types).toEqual(['text/css; charset=utf-8', 'image/jpeg', 'video/webm'])
  })

  it('rejects when its port is taken', async () => {
    const { url } = await start()
    await expect(startDemo({ ...OPTIONS, port: Number(new URL(url).port) })).rejects.toMatchObject({
      code: 'EADDRINUSE',
    })
  })

  it('can be stopped twice', async () => {
    const { stop } = await start()
    await stop()
    await stop()
  })
})

describe('reachableFrom', () => {
  it('leaves local addresses to local viewers', () => {
    expect(reachableFrom('http://127.0.0.1:8081', new URL('http://localhost:8080/'))).toBe('http://127.0.0.1:8081')
  })

  it('names the machine as the television does', () => {
    expect(reachableFrom('http://localhost:8081', new URL('http://192.168.1.20:8080/'))).toBe(
      'http://192.168.1.20:8081',
    )
  })

  it('keeps an address elsewhere', () => {
    expect(reachableFrom('https://api.example/base', new URL('http://192.168.1.20:8080/'))).toBe(
      'https://api.example/base',
    )
  })
})
