/**
 * The doctor against an emulator process: a healthy workspace passes all six steps, and every fault and every
 * misconfiguration is called by its name.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { parse } from 'jsonc-parser'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { isAgreed } from '../../tools/cli/doctor-command.ts'
import { planDoctor } from '../../tools/doctor/index.ts'
import type { DoctorOptions, DoctorReport } from '../../tools/doctor/types.ts'
import { sampleWorkspacePath } from '../../tools/emulator/index.ts'
import type { StoredEvent, Workspace } from '../../tools/emulator/index.ts'
import { installTracker } from '../support/packages/installed-tracker.ts'
import { buildToolsCommand } from '../support/packages/tools-command.ts'
import type { ToolsCommand } from '../support/packages/tools-command.ts'

// Processes take their time on a busy machine, which must not decide.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

const key = '00000000-0000-4000-8000-000000000001'

let folder = ''
let project = ''
let command: ToolsCommand
let healthy = ''
let withoutCohorts = ''
let withoutActivations = ''

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'doctor-'))
  project = join(folder, 'app')
  const [built] = await Promise.all([buildToolsCommand(folder), installTracker(project)])
  command = built
  const sample = parse(readFileSync(sampleWorkspacePath(), 'utf8')) as Workspace
  const start = async (name: string, workspace: Partial<Workspace>): Promise<string> => {
    const file = join(folder, `${name}.json`)
    writeFileSync(file, JSON.stringify({ ...sample, $schema: undefined, ...workspace }))
    return (await command.startEmulator(['--quiet', '--workspace', file])).url
  }
  healthy = (await command.startEmulator(['--quiet'])).url
  withoutCohorts = await start('no-cohorts', { cohorts: [], contextual: [] })
  withoutActivations = await start('no-activations', {
    cohorts: sample.cohorts.map(({ activations: _, ...cohort }) => cohort),
    contextual: sample.contextual.map(({ activations: _, ...cohort }) => cohort),
  })
}, 60_000)

afterEach(() => fetch(`${healthy}/_emulator/faults`, { method: 'DELETE' }))

afterAll(async () => {
  await command.dispose()
  rmSync(folder, { recursive: true, force: true })
})

function examine(options: Partial<DoctorOptions> = {}): Promise<DoctorReport> {
  return planDoctor({ key, endpoint: healthy, directory: project, deadlineMs: 5_000, ...options }).run()
}

async function fault(order: object): Promise<void> {
  const headers = { 'content-type': 'application/json' }
  expect(
    (await fetch(`${healthy}/_emulator/faults`, { method: 'POST', headers, body: JSON.stringify(order) })).status,
  ).toBe(201)
}

const found = (report: DoctorReport): string[] => report.findings.map(({ problem }) => problem).sort()
const states = (report: DoctorReport): string => report.steps.map(({ status }) => status).join(' ')

const requestsTo = async (route: string): Promise<number> => {
  const requests = (await (await fetch(`${healthy}/_emulator/requests`)).json()) as { route: string }[]
  return requests.filter((request) => request.route === route).length
}

describe('a healthy workspace', () => {
  it('passes all six steps, in the order of the guide', async () => {
    const report = await examine()
    expect(report).toMatchObject({ ok: true, findings: [], eventsSent: 4 })
    expect(report.steps.map(({ number, id, status }) => [number, id, status])).toEqual([
      [1, 'identity', 'passed'],
      [2, 'event-collection', 'passed'],
      [3, 'activations', 'passed'],
      [4, 'contextual-signals', 'passed'],
      [5, 'signal-merging', 'passed'],
      [6, 'consent-gating', 'passed'],
    ])
  })

  it.each([
    ['one alias', { aliases: [{ tag: 'internal_id', id: 'viewer' }] }],
    [
      'several aliases',
      {
        aliases: [
          { tag: 'email_sha256', id: 'a1' },
          { tag: 'tifa', id: 'b2' },
        ],
      },
    ],
    ['a user id', { userId: '2008C38F-DECE-4570-976D-87593ED001C3' }],
    ['a platform by its other name, and a cohort', { platforms: ['gam', 'freewheel'], cohort: '12345' }],
    ['totals in aggregations', { completionShape: 'aggregations' as const }],
  ])('passes with %s', async (_, options) => {
    expect(await examine(options)).toMatchObject({ ok: true, findings: [] })
  })

  it('stores the events it said it would, for the user it named, in chronological order and in the past', async () => {
    const userId = '1d145310-1338-4ff7-96dd-e6128f54cbe5'
    const plan = planDoctor({ key, endpoint: healthy, directory: project, userId })
    expect(plan.announcement).toBe(
      `This writes up to 5 test events (Videoview, VideoCompletion) for user ${userId} into the workspace of this key at ${healthy}.`,
    )
    const { eventsSent } = await plan.run()
    const events = (await (await fetch(`${healthy}/_emulator/events?user_id=${userId}`)).json()) as StoredEvent[]
    expect(events.map(({ name }) => name)).toEqual(['Videoview', 'VideoCompletion', 'Videoview', 'Videoview'])
    expect(eventsSent).toBe(events.length)
    const times = events.map(({ time }) => Date.parse(time))
    expect(times).toEqual([...times].sort((a, b) => a - b))
    expect(times.at(-1)).toBeLessThan(Date.now())
  })
})

describe('the common issues of the guide', () => {
  it.each([
    [
      'an event name in the wrong case',
      { playEvent: 'videoview' },
      'events[0]: the workspace has no event named "videoview"',
    ],
    ['a property of the wrong type', { properties: { categories: 'sports' } }, 'properties.categories must be array'],
    [
      'a completion that the workspace does not know',
      { completionEvent: 'VideoComplete' },
      'no event named "VideoComplete"',
    ],
  ])('1, %s: events do not match their schema', async (_, options, reason) => {
    const report = await examine(options)
    expect(found(report)).toEqual(['schema-mismatch'])
    expect(report.findings[0]).toMatchObject({ commonIssue: 1, seen: expect.stringContaining(reason) })
    expect(states(report)).toBe('passed failed not-checked passed not-checked passed')
  })

  it('2, an identifier tag that is not configured: one user appears as several', async () => {
    const report = await examine({ aliases: [{ tag: 'loyalty_card', id: '7' }] })
    expect(found(report)).toEqual(['fragmented-identity'])
    expect(report.findings[0]).toMatchObject({
      commonIssue: 2,
      seen: '3 requests with the same loyalty_card gave 3 user ids',
    })
    expect(report.steps[0]).toMatchObject({ status: 'failed' })
  })

  it('3, a key that does not exist: 401', async () => {
    const report = await examine({ key: '00000000-0000-4000-8000-000000000002' })
    expect(found(report)).toEqual(['unauthorised'])
    expect(report.findings[0]).toMatchObject({ commonIssue: 3, seen: expect.stringContaining('401') })
    expect(report.steps.every(({ status }) => status !== 'passed')).toBe(true)
  })

  it('3, a key without access to one of the two APIs: 403', async () => {
    await fault({ route: 'contextual', kind: 'status', status: 403 })
    const report = await examine()
    expect(found(report)).toEqual(['unauthorised'])
    expect(report.findings[0]!.seen).toContain('the Contextual API answered 403')
    expect(states(report)).toBe('passed passed passed failed not-checked not-checked')
  })

  it('4, no cohort matches: cohorts is always empty', async () => {
    const report = await examine({ endpoint: withoutCohorts })
    expect(found(report)).toEqual(['empty-cohorts', 'no-contextual-cohorts'])
    expect(report.findings[0]).toMatchObject({ commonIssue: 4 })
    expect(states(report)).toBe('passed failed not-checked failed not-checked passed')
  })

  it('5, cohorts that are activated nowhere: no activations', async () => {
    const report = await examine({ endpoint: withoutActivations })
    expect(found(report)).toEqual(['no-activations'])
    expect(report.findings[0]).toMatchObject({ commonIssue: 5 })
    expect(states(report)).toBe('passed passed failed failed not-checked passed')
  })

  it('5, cohorts that are not activated for the platform asked about', async () => {
    const report = await examine({ platforms: ['springserve'] })
    expect(found(report)).toEqual(['no-activations'])
    expect(report.findings[0]!.seen).toContain('none for springserve')
  })

  it('6, answers that are late for an ad call: slow', async () => {
    await fault({ route: 'ccs', kind: 'latency', latencyMs: 700 })
    const report = await examine({ deadlineMs: 500 })
    expect(found(report)).toEqual(['slow'])
    expect(report).toMatchObject({
      ok: false,
      findings: [{ commonIssue: 6, seen: expect.stringMatching(/^CCS took \d+ ms, more than 500$/) }],
    })
  })

  it.each(['ccs', 'contextual'])('6, %s never answers: timed out', async (route) => {
    await fault({ route, kind: 'hang' })
    const report = await examine({ timeoutMs: 300, deadlineMs: 300 })
    expect(found(report)).toEqual(['slow'])
    expect(report.findings[0]!.seen).toContain('no answer in 300 ms')
  })

  it('are told with cause and remedy in one line each', async () => {
    for (const { cause, remedy } of (await examine({ key: 'other', endpoint: healthy })).findings) {
      expect(`${cause} ${remedy}`).not.toContain('\n')
    }
  })
})

describe('other trouble', () => {
  it.each([
    ['503', { kind: 'status', status: 503 }, 'service-error'],
    ['429', { kind: 'status', status: 429 }, 'service-error'],
    ['a captive portal', { kind: 'captive-portal' }, 'not-the-api'],
    ['half an answer that looks whole', { kind: 'half-body', cleanEnd: true }, 'not-the-api'],
    ['half an answer', { kind: 'half-body' }, 'not-the-api'],
    ['a connection that is closed', { kind: 'drop-before' }, 'unreachable'],
    ['an answer that is lost', { kind: 'drop-after' }, 'unreachable'],
  ])('%s is none of the common issues and has a name of its own', async (_, order, problem) => {
    await fault({ route: '*', ...order })
    const report = await examine()
    expect(found(report)).toEqual([problem])
    expect(report).toMatchObject({ ok: false, findings: [{ commonIssue: null }] })
    expect(report.steps.every(({ status }) => status !== 'passed')).toBe(true)
  })

  it('a port where nothing listens', async () => {
    expect(found(await examine({ endpoint: 'http://127.0.0.1:1' }))).toEqual(['unreachable'])
  })

  it('a cohort other than the expected one', async () => {
    expect(found(await examine({ cohort: '99' }))).toEqual(['cohort-missing'])
  })

  it('content that no contextual cohort knows', async () => {
    const report = await examine({ properties: { categories: ['knitting'] }, url: 'app://knitting/1' })
    expect(found(report)).toContain('no-contextual-cohorts')
  })
})

describe('the steps about the tracker', () => {
  const other = async (name: string, code: string): Promise<DoctorReport> => {
    const directory = join(folder, name)
    await installTracker(directory, code)
    return examine({ directory })
  }
  /** A tracker that behaves, but for what `faults` put in its place. */
  const standIn = (body: string): string => `
    export function createTracker({ apiKey, endpoints, ports }) {
      const ask = (url, body) => ports.transport.send({ url, body: JSON.stringify(body), headers: { 'content-type': 'application/json' }, timeoutMs: 5000 }, () => {})
      const ccs = (events = []) => ask(endpoints.ccs + '/ccs/v1/segmentation?activations=true&k=' + apiKey, { user_id: id, events })
      const id = [...ports.random.bytes(16)].map((byte) => byte.toString(16).padStart(2, '0')).join('').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
      const contextual = (content) => ask(endpoints.contextual + '/ctx/v1/segment?k=' + apiKey, { url: content.url, page_properties: { video: content.properties } })
      ${body}
    }`
  const rest = `flush: async () => {}, destroy: async () => {}, inspect: () => ({ version: 'stand-in' }), ids: { userId: null }, activations: { get: () => [] }`

  it('are not checked where no tracker is installed, which is no pass', async () => {
    const directory = join(folder, 'without')
    mkdirSync(join(directory, 'node_modules/ctv-tracker'), { recursive: true })
    writeFileSync(
      join(directory, 'node_modules/ctv-tracker/package.json'),
      '{ "name": "ctv-tracker", "type": "module", "main": "gone.js" }',
    )
    const report = await examine({ directory })
    expect(states(report)).toBe('passed passed passed passed not-checked not-checked')
    expect(report).toMatchObject({ ok: false, findings: [] })
    expect(report.steps[5]!.detail).toContain('run the doctor in an app that has it')
  })

  it('fail for a tracker that calls CCS without consent', async () => {
    const report = await other(
      'leaking',
      standIn(
        `return { ${rest}, consent: { grant() {}, revoke() {} }, track: () => ccs(), startView: (content) => (contextual(content), { signal() {}, end() {} }) }`,
      ),
    )
    expect(found(report)).toEqual(['consent-leak'])
    expect(report.steps[5]).toMatchObject({ id: 'consent-gating', status: 'failed' })
  })

  it('do not pass a tracker that is silent altogether', async () => {
    const report = await other(
      'silent',
      standIn(
        `return { ${rest}, consent: { grant() {}, revoke() {} }, track() {}, startView: () => ({ signal() {}, end() {} }) }`,
      ),
    )
    expect(report.steps[5]).toMatchObject({ status: 'not-checked' })
    expect(report.ok).toBe(false)
  })

  it('make no CCS request while behavioural signals are out of reach', async () => {
    const before = await requestsTo('ccs')
    await examine({ aliases: [{ tag: 'loyalty_card', id: '8' }], playEvent: 'Unknown' })
    // The doctor's own: the play event with validation and without, the completion with it.
    expect((await requestsTo('ccs')) - before).toBe(3)
  })
})

describe('the key', () => {
  it('takes no letters out of words where it is short, and nothing counts as sent where nobody listens', async () => {
    const { code, out } = await command.run(['doctor', '--key', 'x', '--endpoint', 'http://127.0.0.1:1', '--yes'])
    expect(code).toBe(1)
    expect(out).toContain('4. Contextual signals: cohorts of the content: FAILED\n   the Contextual API gave no answer')
    expect(out).not.toContain('KEY')
    expect(out).toMatch(/No test event arrived anywhere\.\n$/)
  })

  it('is in no report, also where the answer repeats it', async () => {
    const secret = 'key/with+signs'
    const report = await examine({
      key: secret,
      endpoint: `${healthy}/${encodeURIComponent(secret)}`,
      url: `app://${secret}`,
    })
    const { endpoints: _given, ...told } = report
    expect(JSON.stringify(told)).not.toContain(secret)
    expect(JSON.stringify(told)).not.toContain(encodeURIComponent(secret))
  })
})

describe('options', () => {
  it('that hold the key are refused without repeating it', async () => {
    const { code, err } = await command.run(['doctor', '--key', key, '--endpoint', `${healthy}?k=${key}`, '--yes'])
    expect({ code, err }).toEqual({
      code: 1,
      err: `ctv-tracker: endpoint: expected an http or https URL without query, received '${healthy}?k=KEY'\n`,
    })
  })

  it.each([
    [{ key: ' ' }, 'key: expected the public key of a workspace, received nothing'],
    [
      { endpoint: 'api.permutive.app' },
      "endpoint: expected an http or https URL without query, received 'api.permutive.app'",
    ],
    [{ userId: '7' }, "user id: expected a UUID, received '7'"],
  ])('that cannot be used are refused before anything is sent: %j', (options, message) => {
    expect(() => planDoctor({ key, ...options })).toThrow(message)
  })

  it('lead to the documented hosts, and an endpoint of another host stands for both', () => {
    expect(planDoctor({ key }).endpoints).toEqual({
      ccs: 'https://api.permutive.app',
      contextual: 'https://api.permutive.com',
    })
    expect(planDoctor({ key, endpoint: 'http://127.0.0.1:8787/' }).endpoints).toEqual({
      ccs: 'http://127.0.0.1:8787',
      contextual: 'http://127.0.0.1:8787',
    })
    expect(planDoctor({ key, endpoint: 'https://eu.api.permutive.app' }).endpoints.contextual).toBe(
      'https://api.permutive.com',
    )
  })
})

describe('ctv-tracker doctor', () => {
  it('walks the steps and ends with 0 where all pass', async () => {
    const { code, out, err } = await command.run(
      ['doctor', '--key', key, '--endpoint', healthy, '--yes', '--deadline-ms', '5000'],
      { cwd: project },
    )
    expect({ code, last: out.trimEnd().split('\n').at(-1) }).toEqual({
      code: 0,
      last: 'All six steps passed. 4 test events sent.',
    })
    expect(out.match(/^\d\. .+: passed$/gm)).toHaveLength(6)
    expect(err).toMatch(/^This writes up to 5 test events .+\n$/)
  })

  it('ends with 1 where something fails, names it with cause and remedy, and does not print the key', async () => {
    const wrong = '00000000-0000-4000-8000-00000000beef'
    const { code, out, err } = await command.run(['doctor', '--endpoint', healthy, '--yes'], {
      cwd: project,
      env: { CTV_TRACKER_KEY: wrong },
    })
    expect(code).toBe(1)
    expect(out).toMatch(
      /^! Requests are answered with 401 Unauthorized or 403 Forbidden \(common issue 3\)\n {2}Cause: .+ Remedy: .+$/m,
    )
    expect(out + err).not.toContain(wrong)
  })

  it('prints the report alone as JSON', async () => {
    const args = [
      'doctor',
      '--key',
      key,
      '--endpoint',
      healthy,
      '--yes',
      '--json',
      '--alias',
      'tifa=1',
      '--event',
      'Play',
      '--properties',
      '{"categories":["news"]}',
    ]
    const { code, out } = await command.run(args, { cwd: project })
    expect(code).toBe(1)
    expect(JSON.parse(out)).toMatchObject({ ok: false, findings: [{ problem: 'schema-mismatch', commonIssue: 1 }] })
    expect(out).not.toContain(key)
  })

  it('sends nothing without --yes where nobody can be asked', async () => {
    const before = await requestsTo('ccs')
    const { code, out, err } = await command.run(['doctor', '--key', key, '--endpoint', healthy])
    expect({ code, out }).toEqual({ code: 1, out: '' })
    expect(err.split('\n')).toEqual([
      expect.stringContaining('This writes up to 5 test events'),
      'ctv-tracker: doctor writes test events; nothing was sent, say --yes to let it',
      '',
    ])
    expect(await requestsTo('ccs')).toBe(before)
  })

  it.each([
    [
      ['doctor'],
      'ctv-tracker: the key of the workspace is missing: give --key, or CTV_TRACKER_KEY in the environment; or look at an app with --app URL\n',
    ],
    [
      ['doctor', '--app', 'http://127.0.0.1:1/', '--chromium', '/nowhere/chromium'],
      expect.stringMatching(
        /^This opens .+\nctv-tracker: \/nowhere\/chromium is no program that can be started; .+\n$/,
      ),
    ],
    [['doctor', '--app', 'tv'], "ctv-tracker: --app: expected the url of a page, received 'tv'\n"],
    [
      ['doctor', '--app', 'http://127.0.0.1:1/', '--keys', 'Enter,Up,Button'],
      "ctv-tracker: option '--keys <names>' argument 'Enter,Up,Button' is invalid. Expected names out of Enter, Left, Up, Right, Down, Back, Play, Red, Green, Yellow, Blue.\n",
    ],
    [
      ['doctor', '--key', 'k', '--alias', 'tifa'],
      "ctv-tracker: option '--alias <tag=id>' argument 'tifa' is invalid. Expected TAG=ID.\n",
    ],
    [
      ['doctor', '--key', 'k', '--properties', '[]'],
      "ctv-tracker: option '--properties <json>' argument '[]' is invalid. Expected a JSON object or @FILE.\n",
    ],
    [
      ['doctor', '--key', 'k', '--yes', '--endpoint', 'nowhere'],
      "ctv-tracker: endpoint: expected an http or https URL without query, received 'nowhere'\n",
    ],
  ])('fails with one line on stderr: %j', async (args, line) => {
    expect(await command.run(args)).toEqual({ code: 1, out: '', err: line })
  })

  it.each([
    ['y\n', true],
    ['yes\n', true],
    ['n\n', false],
    ['\n', false],
    [null, false],
  ])('asks on a terminal; %j means %j', async (typed, agreed) => {
    const input = Object.assign(new PassThrough(), { isTTY: true })
    const output = Object.assign(new PassThrough(), { isTTY: true })
    if (typed === null) input.end()
    else input.write(typed)
    expect(await isAgreed(input, output)).toBe(agreed)
    expect(String(output.read())).toContain('Go on? [y/N]')
  })
})
