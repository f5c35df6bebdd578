/**
 * `ctv-tracker doctor --app`: an app in a real browser, judged by what really left.
 */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { checkApp } from '../../tools/doctor/app/index.ts'
import type { AppReport } from '../../tools/doctor/app/index.ts'
import { startEmulator } from '../../tools/emulator/index.ts'
import type { Emulator } from '../../tools/emulator/index.ts'
import { chromiumFlags } from '../support/browser/flags.ts'
import { libraryEnvironment } from '../support/browser/libraries.ts'
import { unpackExecutable } from '../support/browser/unpack.ts'

const key = '00000000-0000-4000-8000-000000000001'

/** What an app may do wrong. */
interface Habits {
  asksConsent?: boolean
  keepsId?: boolean
  asksActivations?: boolean
  mergesSignals?: boolean
  key?: string
  plays?: boolean
}

/** A small app that talks to the APIs as the documents say: consent and a film at Enter, an ad request, the rest at the next start. */
const app = (
  emulatorUrl: string,
  habits: Habits,
): string => `<!doctype html><title>An app</title><video muted></video><script>
  const habits = ${JSON.stringify({ asksConsent: true, keepsId: true, asksActivations: true, mergesSignals: true, plays: true, key, ...habits })}
  const send = (path, body) => fetch('${emulatorUrl}' + path, { method: 'POST', body: JSON.stringify(body) }).then((answer) => answer.json())
  const film = { video_id: 'film', categories: ['news', 'sports'] }
  const userId = (habits.keepsId && localStorage.id) || crypto.randomUUID()
  const event = (name, properties) => ({ name, time: new Date().toISOString(), properties })
  const track = (...events) => send('/ccs/v1/segmentation?k=' + habits.key + (habits.asksActivations ? '&activations=true' : ''), { user_id: userId, events })
  const content = send('/ctx/v1/segment?k=' + habits.key, { url: 'https://example.com/film', page_properties: { video: film } })
  async function watch() {
    localStorage.id = userId
    localStorage.open = 'true'
    if (habits.plays) {
      const canvas = document.createElement('canvas')
      canvas.getContext('2d')
      document.querySelector('video').srcObject = canvas.captureStream(10)
      setInterval(() => canvas.getContext('2d').fillRect(0, 0, Math.random() * 100, 9), 50)
      void document.querySelector('video').play()
    }
    const mine = await track(event('Videoview', film), event('Videoview', film))
    const ids = (answer) => (answer.activations && answer.activations.dfp || []).join(',')
    const params = 'permutive=' + ids(mine) + (habits.mergesSignals ? '&prmtvctx=' + ids(await content) : '')
    fetch('${emulatorUrl}/ads?sz=640x480&cust_params=' + encodeURIComponent(params)).catch(() => undefined)
  }
  if (localStorage.open) {
    delete localStorage.open
    void track(event('VideoCompletion', { ...film, time_spent_seconds: 60, percentage_watched: 0.8 }))
  }
  if (habits.asksConsent) addEventListener('keydown', ({ keyCode }) => keyCode === 13 && !localStorage.open && void watch())
  else void watch()
</script>`

let emulator: Emulator
let chromium = ''
let page = ''
const server = createServer((_request, response) => response.setHeader('content-type', 'text/html').end(page))
const before = process.env['LD_LIBRARY_PATH']

beforeAll(async () => {
  chromium = await unpackExecutable('chromium-119')
  const libraries = await libraryEnvironment('chromium-119', chromium)
  Object.assign(process.env, libraries)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
})

afterAll(() => {
  server.close()
  if (before === undefined) delete process.env['LD_LIBRARY_PATH']
  else process.env['LD_LIBRARY_PATH'] = before
})

beforeEach(async () => {
  emulator = await startEmulator()
})

afterEach(() => emulator.stop())

function examine(habits: Habits, options: { isConsented?: boolean; keys?: string[] } = {}): Promise<AppReport> {
  page = app(emulator.url, habits)
  return checkApp({
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    chromium,
    flags: chromiumFlags('').filter((flag) => !/^--(user-data-dir|remote-debugging-port)=/.test(flag)),
    untouchedMs: 1000,
    watchMs: 1500,
    keyPauseMs: 300,
    deadlineMs: 5000,
    ...options,
  })
}

const statuses = ({ steps }: AppReport): string[] => steps.map(({ status }) => status)
const problems = ({ findings }: AppReport): string[] => findings.map(({ problem }) => problem)

describe('an app', () => {
  it('that does as the documents say passes all six steps, over its next start', async () => {
    const report = await examine({})
    expect(report.steps.map(({ detail }) => detail)).toEqual([
      expect.stringMatching(/^2 requests, before and after it was opened anew, one user_id: /),
      expect.stringMatching(
        /^3 events left \(Videoview, VideoCompletion\); the user is in cohorts 12345, 67890, 23456, 56789$/,
      ),
      expect.stringMatching(/^dfp: 12345, 67890, 23456; freewheel: /),
      expect.stringMatching(/^dfp: 99999, 88888; /),
      expect.stringMatching(/^an ad request carried both/),
      'no CCS request left before anybody pressed a key, and contextual ones did',
    ])
    expect(report).toMatchObject({
      ok: true,
      findings: [],
      endpoints: { ccs: emulator.url, contextual: emulator.url },
      playing: expect.stringMatching(/^it plays after [1-6] × Enter$/),
    })
  })

  it('whose answers come after the watching is over is judged by them all the same', async () => {
    emulator.fault('ccs', { kind: 'latency', latencyMs: 2500 })
    expect(statuses(await examine({}))).toEqual(Array(6).fill('passed'))
  })

  it('that asks nobody for consent fails the sixth, unless it was given before', async () => {
    const report = await examine({ asksConsent: false })
    expect(problems(report)).toEqual(['consent-not-asked'])
    expect(statuses(report)).toEqual(['passed', 'passed', 'passed', 'passed', 'passed', 'failed'])
    expect(statuses(await examine({ asksConsent: false }, { isConsented: true }))[5]).toBe('not-checked')
  })

  it('that keeps no id fails the first', async () => {
    const report = await examine({ keepsId: false })
    expect(problems(report)).toContain('fragmented-identity')
    expect(report.steps[0]!.detail).toBe('2 requests with 2 different identifiers gave 2 user ids')
  })

  it('that asks for no activations, or leaves one kind out of its ad calls, is told so', async () => {
    expect(problems(await examine({ asksActivations: false }))).toEqual(['no-activations'])
    const report = await examine({ mergesSignals: false })
    expect(problems(report)).toEqual(['not-merged'])
    expect(report.steps[4]!.detail).toMatch(
      /^1 ad requests left, none with behavioural and contextual ids; the last: http/,
    )
  })

  it('with a wrong key is told so, once', async () => {
    const report = await examine({ key: 'wrong' })
    expect(problems(report)).toEqual(['unauthorised'])
    expect(statuses(report)).toEqual(['failed', 'failed', 'not-checked', 'failed', 'not-checked', 'passed'])
  })

  it('in which nothing plays says so, and how to help', async () => {
    const report = await examine({ plays: false }, { keys: ['Down', 'Right'] })
    expect(report.playing).toBe('nothing plays after Down, Right')
    expect(statuses(report)).toEqual(['not-checked', 'not-checked', 'not-checked', 'passed', 'not-checked', 'passed'])
    expect(report.ok).toBe(false)
  })
})

describe('the check', () => {
  it('fails where the page cannot be opened', async () => {
    await expect(
      checkApp({ url: 'http://127.0.0.1:1/', chromium, flags: ['--no-sandbox'], untouchedMs: 1 }),
    ).rejects.toThrow('http://127.0.0.1:1/ could not be opened')
  })
})
