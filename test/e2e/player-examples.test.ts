/** The examples of docs/players.md, bundled as an app would and run: with the real players, or with fakes of those that need a licence. */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { findExamples } from '../../scripts/lib/doc-blocks.mjs'
import { missingLibraries } from '../support/browser/libraries.ts'
import type { ExampleStage } from './example-stage.ts'
import { ENGINE, startExamples } from './example-stage.ts'

const fileOf = (path: string) => fileURLToPath(new URL(path, import.meta.url))

const fakes = { theoplayer: fileOf('pages/fake-theoplayer.ts'), 'bitmovin-player': fileOf('pages/fake-bitmovin.ts') }
const PAGE = '<video id="video" muted></video><div id="player"></div>'

/** The players of television sets and React Native are not in this browser, and an article is read in reading.test.ts. */
const examples = findExamples(readFileSync(fileOf('../../docs/players.md'), 'utf8'))
  .filter(({ code }) => !/players\/(avplay|oipf|broadcast|reading|with-ads|react-native-video)'/.test(code))
  .map(({ code }) => ({ title: /title: '(.+?)'/.exec(code)![1]!, code }))

const missing = await missingLibraries(ENGINE)
const reason = missing.length > 0 ? ` (not run: ${missing.join(', ')})` : ''

describe.skipIf(missing.length > 0)(`the examples of the page on players in ${ENGINE}${reason}`, () => {
  let stage: ExampleStage

  beforeAll(async () => {
    stage = await startExamples()
  })
  afterEach(() => stage.close())
  afterAll(() => stage?.stop())

  it('are one for each player', () => {
    expect(examples.map(({ title }) => title)).toEqual(
      ['a media element', 'Video.js', 'Shaka Player', 'hls.js', 'dash.js', 'THEOplayer', 'Bitmovin'].map(
        (player) => `Watched with ${player}`,
      ),
    )
  })

  it.each(examples)('play, and the play is counted: $title', async ({ title, code }) => {
    const page = await stage.open(code, { body: PAGE, fakes })
    expect((await stage.findPlay(page, title)).viewId).toMatch(/^[0-9a-f-]{36}$/)
    expect(page.errors).toEqual([])
  })
})
