/**
 * The examples of docs/consent.md and docs/contextual.md, bundled as an app would and run in a page with a consent platform, or
 * with none.
 */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { findExamples } from '../../scripts/lib/doc-blocks.mjs'
import { missingLibraries } from '../support/browser/libraries.ts'
import type { ExampleStage } from './example-stage.ts'
import { ENGINE, startExamples } from './example-stage.ts'

const read = (page: string) =>
  findExamples(readFileSync(new URL(`../../docs/${page}`, import.meta.url), 'utf8')).map(({ code }) => code)
const PLATFORMS = JSON.stringify(fileURLToPath(new URL('pages/consent-platforms.ts', import.meta.url)))

/** Platform of `pages/consent-platforms.ts` by the title of the example. */
const platforms: Record<string, { title: string; platform: string; html?: string }[]> = {
  'Watched with TCF': [{ title: 'TCF', platform: 'tcf' }],
  'Watched with GPP': [{ title: 'GPP', platform: 'gpp' }],
  'Watched with OneTrust': [{ title: 'OneTrust', platform: 'oneTrust' }],
  'Watched with Didomi': [{ title: 'Didomi', platform: 'didomi' }],
  'Watched with Sourcepoint': [
    { title: 'Sourcepoint in Europe', platform: 'tcf' },
    { title: 'Sourcepoint in the US', platform: 'gpp', html: '<html lang="en-US">' },
  ],
}
const found = read('consent.md').flatMap((code) =>
  /title: '(.+?)'/.exec(code)?.[1] ? [{ name: /title: '(.+?)'/.exec(code)![1]!, code }] : [],
)
const cases = found.flatMap(({ name, code }) =>
  (platforms[name] ?? []).map((given) => ({ ...given, code: code.replace(name, `Watched with ${given.title}`) })),
)

const missing = await missingLibraries(ENGINE)
const reason = missing.length > 0 ? ` (not run: ${missing.join(', ')})` : ''

describe.skipIf(missing.length > 0)(`the examples of the integrations in ${ENGINE}${reason}`, () => {
  let stage: ExampleStage

  beforeAll(async () => {
    stage = await startExamples()
  })
  afterEach(() => stage.close())
  afterAll(() => stage?.stop())

  it('are one for each consent platform', () => {
    expect(found.map(({ name }) => name)).toEqual(Object.keys(platforms))
  })

  it.each(cases)(
    'measure from the choice on, and forget at its withdrawal: $title',
    async ({ title, code, platform, html = '' }) => {
      const { emulator } = stage
      const page = await stage.open(code, {
        body: `${html}<video src="/movie.mp4" muted autoplay loop></video>`,
        before: `import { install } from ${PLATFORMS}\ninstall(${JSON.stringify(platform)})`,
      })
      const named = `Watched with ${title}`
      // The Contextual API is asked before: by then the video is watched.
      await vi.waitFor(() => expect(JSON.stringify(emulator.requests.map(({ body }) => body))).toContain(named), {
        timeout: 20_000,
        interval: 100,
      })
      await page.waitFor(() => document.querySelector('video')!.currentTime > 1)
      expect(emulator.events().filter(({ properties }) => properties.title === named)).toEqual([])
      expect(await page.evaluate(() => localStorage.length)).toBe(0)

      await page.evaluate(`decide(true)`)
      const play = await stage.findPlay(page, named)
      expect(play.viewId).toMatch(/^[0-9a-f-]{36}$/)
      expect(await page.evaluate(() => localStorage.length)).toBeGreaterThan(0)

      await page.evaluate(`decide(false)`)
      expect(await page.evaluate(() => localStorage.length)).toBe(0)
      expect(page.errors).toEqual([])
    },
  )

  it('ask the Contextual API without consent, and have its ids in the ad call', async () => {
    const [code, ...others] = read('contextual.md')
    expect(others).toEqual([])
    const page = await stage.open(code!, { body: '<video muted></video>' })
    expect(await page.waitFor(() => document.querySelector('video')!.dataset.adTag)).toBe(
      'https://ads.example/gampad/ads?iu=/1/tv&cust_params=permutive%3D99999',
    )
    await page.waitFor(() => document.querySelector('video')!.currentTime > 0.5)
    const asked = stage.emulator.requests.filter(({ body }) =>
      JSON.stringify(body).includes('Watched with contextual signals'),
    )
    expect(asked.map(({ body }) => body)).toEqual([
      {
        url: 'https://tv.example/movies/1',
        page_properties: { video: { title: 'Watched with contextual signals', categories: ['sports'] } },
      },
    ])
    expect(await page.evaluate(() => localStorage.length)).toBe(0)
    expect(page.errors).toEqual([])
  })
})
