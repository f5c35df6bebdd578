/**
 * `ctv-tracker segments` as a process, against an emulator process.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { StoredOverride } from '../../tools/emulator/index.ts'
import { buildToolsCommand, finished } from '../support/packages/tools-command.ts'
import type { CommandResult, ToolsCommand } from '../support/packages/tools-command.ts'

// Processes take their time on a busy machine, which must not decide.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

const publicKey = '00000000-0000-4000-8000-000000000001'
const key = 'secret-00000000-0000-4000-8000-000000000002'

let folder = ''
let command: ToolsCommand
let url = ''

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'segments-command-'))
  command = await buildToolsCommand(folder)
  ;({ url } = await command.startEmulator(['--quiet']))
  for (const category of ['sports', 'news', 'nature']) {
    const properties = { video_id: `on ${category}`, categories: [category], time_spent_seconds: 60 }
    await fetch(`${url}/ccs/v1/segmentation?k=${publicKey}`, {
      method: 'POST',
      body: JSON.stringify({
        alias: { tag: 'internal_id', id: category },
        events: [{ name: 'VideoCompletion', time: '2024-01-15T14:00:00Z', properties }],
      }),
    })
  }
}, 60_000)

afterAll(async () => {
  await command.dispose()
  rmSync(folder, { recursive: true, force: true })
})

function segments(args: string[], env: Record<string, string> = {}): Promise<CommandResult> {
  return command.run(['segments', ...args], {
    env: {
      CTV_TRACKER_SECRET_KEY: key,
      CTV_TRACKER_SEGMENTS_ENDPOINT: url,
      CTV_TRACKER_NETWORK: '42',
      CTV_TRACKER_PROGRAM: 'evenings',
      ...env,
    },
  })
}

async function overrides(): Promise<StoredOverride[]> {
  return (await (await fetch(`${url}/_emulator/overrides`)).json()) as StoredOverride[]
}

describe('ctv-tracker segments --help', () => {
  it('explains the group and each command', async () => {
    const group = await segments(['--help'])
    expect(group).toMatchObject({ code: 0, err: '' })
    for (const name of ['add', 'block', 'reset', 'counts']) expect(group.out).toContain(name)
    const block = await segments(['block', '--help'])
    for (const flag of [
      '<user>',
      '<segment>',
      '--key',
      'CTV_TRACKER_SECRET_KEY',
      '--network',
      '--reference-id',
      '--description',
      '--at',
      '--metadata',
      '--json',
    ]) {
      expect(block.out).toContain(flag)
    }
    const counts = await segments(['counts', '--help'])
    for (const flag of ['--program', '--type', '--basis', '--min-weight', '--refresh', '--page', '--size', '--json'])
      expect(counts.out).toContain(flag)
    for (const { out } of [group, block, counts]) expect(out).not.toContain(key)
  })
})

describe('ctv-tracker segments add, block and reset', () => {
  it.each(['add', 'block', 'reset'])('%s queues the change and says so', async (action) => {
    expect(await segments([action, `viewer-${action}`, '12345'])).toEqual({
      code: 0,
      out: `queued: ${action} viewer-${action} 12345\n`,
      err: '',
    })
    expect((await overrides()).at(-1)).toMatchObject({
      user: `viewer-${action}`,
      segmentId: '12345',
      status: action,
      metadata: null,
    })
  })

  it('sends the metadata, and prints JSON where it is asked for', async () => {
    const { code, out } = await segments([
      ...[
        'block',
        'viewer',
        '12345',
        '--network',
        '43',
        '--reference-id',
        'ticket-7',
        '--description',
        'test television',
      ],
      ...['--at', '2024-01-15T14:00:00Z', '--metadata', '{"team":"living room"}', '--json'],
    ])
    expect({ code, result: JSON.parse(out) as unknown }).toEqual({
      code: 0,
      result: { queued: true, action: 'block', user: 'viewer', segmentId: 12345 },
    })
    expect((await overrides()).at(-1)?.metadata).toEqual({
      team: 'living room',
      reference_id: 'ticket-7',
      status_change_timestamp: 1_705_327_200,
      description: 'test television',
    })
  })

  it.each([
    [
      ['add', 'viewer', '4'],
      'the request was refused (status 400): segment_id: there is no segment 4; it must be created first',
    ],
    [
      ['add', 'viewer', 'sports'],
      "command-argument value 'sports' is invalid for argument 'segment'. Expected a whole number.",
    ],
    [['add', 'viewer'], "missing required argument 'segment'"],
    [
      ['add', 'viewer', '12345', '--metadata', '[]'],
      "option '--metadata <json>' argument '[]' is invalid. Expected a JSON object.",
    ],
    [
      ['add', 'viewer', '12345', '--at', 'noon'],
      "option '--at <time>' argument 'noon' is invalid. Expected Unix seconds or an ISO 8601 time.",
    ],
    [['add', 'viewer', '12345', '--key', 'wrong'], 'the key was refused (status 401): this key does not exist'],
    [['add', 'viewer', '12345', '--endpoint', 'nowhere'], 'baseUrl: expected an http or https URL, received "nowhere"'],
    [['add', 'viewer', '12345', '--endpoint', 'http://127.0.0.1:9'], 'no answer from http://127.0.0.1:9 (bad port)'],
    [['remove', 'viewer', '12345'], "unknown command 'remove'"],
  ])('fails with one line on stderr: %j', async (args, line) => {
    expect(await segments(args)).toEqual({ code: 1, out: '', err: `ctv-tracker: ${line}\n` })
  })

  it('fails with one line where key or network are missing', async () => {
    expect(await segments(['add', 'viewer', '12345'], { CTV_TRACKER_NETWORK: '' })).toMatchObject({ code: 1, out: '' })
    const { code, err } = await command.run(['segments', 'add', 'viewer', '12345', '--network', '42'])
    expect({ code, err }).toEqual({
      code: 1,
      err: 'ctv-tracker: --key is missing: give it, or CTV_TRACKER_SECRET_KEY in the environment\n',
    })
  })
})

describe('ctv-tracker segments counts', () => {
  it('lists every segment, tab-separated where there is no terminal', async () => {
    expect(await segments(['counts', '--type', 'base', '--refresh'])).toEqual({
      code: 0,
      out: [
        'type\tbasis\tid\tname\taction\tusers\tstrength',
        'base\tlabel\tnature\tnature\tVideoCompletion\t1\t1.0000',
        'base\tlabel\tnews\tnews\tVideoCompletion\t1\t1.0000',
        'base\tlabel\tsports\tsports\tVideoCompletion\t1\t1.0000',
        '',
      ].join('\n'),
      err: '',
    })
  })

  it('prints JSON, and its progress on stderr while it takes page after page', async () => {
    const { code, out, err } = await segments(['counts', '--basis', 'asset', '--size', '1', '--json'])
    expect(code).toBe(0)
    expect((JSON.parse(out) as { segmentBasisId: string }[]).map((each) => each.segmentBasisId)).toEqual([
      'on nature',
      'on news',
      'on sports',
    ])
    expect(err).toBe('page 1 of 3\npage 2 of 3\npage 3 of 3\n')
  })

  it('ends quietly where nobody reads on', async () => {
    const env = { CTV_TRACKER_SECRET_KEY: key }
    const child = command.launch(['segments', 'counts', '--endpoint', url, '--program', 'evenings'], { env })
    child.stdout.destroy()
    expect(await finished(child)).toEqual({ code: 0, out: '', err: '' })
  })

  it('prints one page where one is asked for', async () => {
    const { out, err } = await segments(['counts', '--size', '1', '--page', '2', '--json'])
    expect((JSON.parse(out) as { segmentBasisId: string }[]).map((each) => each.segmentBasisId)).toEqual(['news'])
    expect(err).toBe('')
  })

  it.each([
    [['--size', '0'], 'query.size: ensure this value is greater than or equal to 1'],
    [['--min-weight', 'half'], "option '--min-weight <number>' argument 'half' is invalid. Expected a number."],
    [
      ['--type', 'all'],
      "option '--type <type>' argument 'all' is invalid. Allowed choices are growth, discovery, base.",
    ],
  ])('fails with one line on stderr: %j', async (args, line) => {
    expect(await segments(['counts', ...args])).toEqual({ code: 1, out: '', err: `ctv-tracker: ${line}\n` })
  })
})

describe('the secret key', () => {
  it.each([
    [[`--api-key=${key}`], "unknown option '--api-key'"],
    [
      ['--program', `${key} evenings`],
      'programId: expected a non-empty string without spaces, received "KEY evenings"',
    ],
    [
      ['--key', 'another-secret', '--min-weight=another-secret'],
      "option '--min-weight <number>' argument 'KEY' is invalid. Expected a number.",
    ],
    [
      ['--key=another-secret', '--min-weight', 'another-secret'],
      "option '--min-weight <number>' argument 'KEY' is invalid. Expected a number.",
    ],
  ])('is not printed where it was given in the wrong place: %j', async (args, line) => {
    expect(await segments(['counts', ...args])).toEqual({ code: 1, out: '', err: `ctv-tracker: ${line}\n` })
  })
})
