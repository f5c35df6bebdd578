/**
 * The examples of docs/players.md for televisions, as modules and as scripts: run as they stand, over the fakes of their players.
 */
import { readFileSync } from 'node:fs'
import { Script } from 'node:vm'
import { parse } from 'acorn'
import { ModuleKind, ScriptTarget, transpileModule } from 'typescript'
import { afterEach, beforeEach, expect, it } from 'vitest'
import * as avplay from '../../players/avplay/index.ts'
import * as broadcast from '../../players/broadcast/index.ts'
import * as oipf from '../../players/oipf/index.ts'
import * as withAds from '../../players/with-ads/index.ts'
import { findExamples } from '../../scripts/lib/doc-blocks.mjs'
import type { TrackerOptions } from '../../src/api.ts'
import { createTracker } from '../../src/tracker.ts'
import type { Evening } from '../support/evening/evening.ts'
import { API_KEY, startEvening } from '../support/evening/evening.ts'
import { FakeAvPlay } from '../support/fakes/fake-avplay.ts'
import { channel, FakeBroadcast } from '../support/fakes/fake-broadcast.ts'
import { FakeOipf } from '../support/fakes/fake-oipf.ts'

const page = readFileSync(new URL('../../docs/players.md', import.meta.url), 'utf8')
const titleOf = (code: string): string => /title: '(.+?)'/.exec(code)![1]!
const modules = findExamples(page)
  .filter(({ code }) => /'ctv-tracker\/(tizen|hbbtv)'/.test(code))
  .map(
    ({ code }) =>
      [
        'module',
        titleOf(code),
        transpileModule(code, { compilerOptions: { module: ModuleKind.CommonJS, target: ScriptTarget.ES2020 } })
          .outputText,
      ] as const,
  )
const scripts = [...page.matchAll(/^```html\n([\s\S]*?)^```/gm)].map(([, html]) => {
  const code = /<script>([\s\S]*)<\/script>/.exec(html!)![1]!
  return ['script', titleOf(code), code] as const
})

let evening: Evening
beforeEach(async () => {
  evening = await startEvening()
})
afterEach(() => evening.emulator.stop())

/** The page of an app: what its scripts find there. */
function createGlobals() {
  const { device } = evening
  const timers = {
    after: (delayMs: number, run: () => void) => (
      device.time.timers.push({ at: device.time.monotonicMs + delayMs, run }),
      () => {}
    ),
  }
  const process = device.boot()
  const create = (options: TrackerOptions) => createTracker({ ...options, apiKey: API_KEY }, process.ports)
  const tv = new FakeBroadcast()
  tv.bindToCurrentChannel = () => {
    tv.tune(channel('One', 1))
    tv.guide({ name: 'News', startTime: 1_772_395_200, duration: 900 })
  }
  const found: Record<string, unknown> = {
    'object[type="video/mp4"]': new FakeOipf(timers, { durationMs: 60_000, tickMs: 250 }),
    'object[type="video/broadcast"]': tv,
  }
  const imports: Record<string, unknown> = {
    'ctv-tracker/tizen': { createTracker: create },
    'ctv-tracker/hbbtv': { createTracker: create },
    'ctv-tracker/players/avplay': avplay,
    'ctv-tracker/players/oipf': oipf,
    'ctv-tracker/players/broadcast': broadcast,
    'ctv-tracker/players/with-ads': withAds,
  }
  return {
    webapis: { avplay: new FakeAvPlay(timers, { durationMs: 60_000, tickMs: 250 }) },
    document: { querySelector: (selector: string) => found[selector] },
    CtvTracker: { createTracker: create, players: { ...avplay, ...oipf, ...broadcast, ...withAds } },
    require: (name: string) => imports[name],
    exports: {},
  }
}

it('there are four modules and three scripts', () => {
  expect(modules.map(([, title]) => title)).toEqual([
    'Watched with AVPlay',
    'Watched with HbbTV',
    'Watched as broadcast',
    'Watched with ads',
  ])
  expect(scripts.map(([, title]) => title)).toEqual([
    'Watched with AVPlay',
    'Watched with HbbTV',
    'Watched as broadcast',
  ])
})

it.each([...modules, ...scripts])('the example as a %s counts its play: %s', async (kind, title, code) => {
  if (kind === 'script') parse(code, { ecmaVersion: 5 })
  new Script(code).runInNewContext(createGlobals())
  // The ad before the film lasts a minute.
  await evening.device.advance(70_000)
  const events = evening.emulator.events()
  expect(events[0]).toMatchObject({
    name: 'Videoview',
    properties: { title: title === 'Watched as broadcast' ? 'News' : title },
  })
  if (title === 'Watched as broadcast') expect(events[0]!.properties['channel']).toBe('One')
  if (title === 'Watched with AVPlay')
    expect(events[1]).toMatchObject({ name: 'VideoCompletion', properties: { percentage_watched: 1 } })
})
