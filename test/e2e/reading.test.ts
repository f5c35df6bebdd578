/** The example of an article in docs/players.md, in a real page that a viewer scrolls. */
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { findExamples } from '../../scripts/lib/doc-blocks.mjs'
import { missingLibraries } from '../support/browser/libraries.ts'
import type { ExampleStage } from './example-stage.ts'
import { ENGINE, startExamples } from './example-stage.ts'

const HEIGHT_PX = 4000
const BODY = `<style>body { margin: 0 } article { height: ${HEIGHT_PX}px }</style><article>The lake</article>`

const example = findExamples(readFileSync(new URL('../../docs/players.md', import.meta.url), 'utf8')).find(({ code }) =>
  code.includes('players/reading'),
)!

const missing = await missingLibraries(ENGINE)
const reason = missing.length > 0 ? ` (not run: ${missing.join(', ')})` : ''

describe.skipIf(missing.length > 0)(`an article in ${ENGINE}${reason}`, () => {
  let stage: ExampleStage

  beforeAll(async () => {
    stage = await startExamples()
  })
  afterAll(() => stage?.stop())

  it('the completion of an article carries the furthest scroll depth', async () => {
    const code = example.code.replace('view.end()', 'Object.assign(window, { view })')
    const page = await stage.open(code, { body: BODY })
    await page.waitFor('window.view && view.totals.timeSpentSeconds > 1')
    await page.evaluate('scrollTo(0, 1500)')
    const deepest = (1500 + (await page.evaluate<number>('innerHeight'))) / HEIGHT_PX
    await page.waitFor('view.totals.percentageWatched > 0.4')
    await page.evaluate('scrollTo(0, 0)')
    await page.evaluate('view.end()')
    const seconds = await page.evaluate<number>('view.totals.timeSpentSeconds')
    await vi.waitFor(() => expect(stage.emulator.events()).toHaveLength(2), { timeout: 10_000 })
    expect(stage.emulator.events().map(({ name, properties }) => [name, properties])).toEqual([
      ['Pageview', { title: 'The lake' }],
      ['PageviewComplete', { title: 'The lake', time_spent_seconds: seconds, percentage_watched: deepest }],
    ])
    expect(page.errors).toEqual([])
  })
})
