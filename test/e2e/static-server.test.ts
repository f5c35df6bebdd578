/** The page server of the browser tests: what players and stall tests rely on. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { startStaticServer, type StaticServer } from '../support/browser/static-server.ts'

let folder: string
let server: StaticServer

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ctv-tracker-static-test-'))
  await writeFile(join(folder, 'clip.webm'), '0123456789')
  await writeFile(join(folder, 'index.html'), 'from the folder')
  server = await startStaticServer({ folders: [folder], files: { '/page.html': 'virtual' }, csp: "default-src 'self'" })
})
afterEach(async () => {
  await server.stop()
  await rm(folder, { recursive: true })
})

const get = (path: string, range?: string) => fetch(server.url + path, range ? { headers: { Range: range } } : {})

it('serves virtual files and folders with their types and the policy', async () => {
  const page = await get('/page.html')
  expect([page.status, page.headers.get('content-type'), await page.text()]).toEqual([
    200,
    'text/html; charset=utf-8',
    'virtual',
  ])
  expect(page.headers.get('content-security-policy')).toBe("default-src 'self'")
  expect(await (await get('/')).text()).toBe('from the folder')
  expect((await get('/clip.webm')).headers.get('content-type')).toBe('video/webm')
})

it.each([
  ['bytes=2-4', 206, 'bytes 2-4/10', '234'],
  ['bytes=7-', 206, 'bytes 7-9/10', '789'],
  ['bytes=-2', 206, 'bytes 8-9/10', '89'],
  ['bytes=5-99', 206, 'bytes 5-9/10', '56789'],
  ['bytes=10-', 416, 'bytes */10', ''],
  ['bytes=0-1,4-5', 200, null, '0123456789'],
])('answers the range %s with %i', async (range, status, contentRange, text) => {
  const answer = await get('/clip.webm', range)
  expect([answer.status, answer.headers.get('content-range'), await answer.text()]).toEqual([
    status,
    contentRange,
    text,
  ])
})

it('serves nothing outside its folders', async () => {
  await writeFile(`${folder}.secret`, 'secret')
  try {
    const name = folder.split('/').pop()!
    for (const path of [`/..%2f${name}.secret`, `/%2e%2e/${name}.secret`, '/missing.html'])
      expect((await get(path)).status).toBe(404)
  } finally {
    await rm(`${folder}.secret`)
  }
})

it('stalls an answer at zero bytes a second and finishes it when the limit is lifted', async () => {
  server.setBytesPerSecond(0)
  const answer = await get('/clip.webm')
  const body = answer.text()
  const early = await Promise.race([body, get('/page.html').then(() => 'stalled')])
  expect(early).toBe('stalled')
  server.setBytesPerSecond(null)
  expect(await body).toBe('0123456789')
})

it('stops with connections still open', async () => {
  server.setBytesPerSecond(0)
  const answer = await get('/clip.webm')
  await server.stop()
  await expect(answer.text()).rejects.toThrow()
  await expect(get('/page.html')).rejects.toThrow()
})
