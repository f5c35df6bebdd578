/**
 * The command `ctv-tracker emulator` as a process: what it prints, how it ends, and that a kill
 * loses no acknowledged request. It runs the sources of this tree, bundled beside them.
 */
import { spawn } from 'node:child_process'
import { chmodSync, copyFileSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { sampleWorkspacePath, startEmulator } from '../../tools/emulator/index.ts'
import { buildToolsCommand, copyCommand, finished } from '../support/packages/tools-command.ts'
import type { ToolsCommand } from '../support/packages/tools-command.ts'

// Processes take their time on a busy machine, which must not decide.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

const key = '00000000-0000-4000-8000-000000000001'

let directory = ''
let command: ToolsCommand

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'emulator-command-'))
  command = await buildToolsCommand(directory)
})

afterEach(() => command.endAll())

afterAll(async () => {
  await command.dispose()
  rmSync(directory, { recursive: true, force: true })
})

function segment(url: string, body: object): Promise<Response> {
  return fetch(`${url}/ccs/v1/segmentation?k=${key}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
}

function override(url: string, user: string): Promise<Response> {
  const headers = { authorization: 'Bearer secret-00000000-0000-4000-8000-000000000002' }
  return fetch(`${url}/networks/42/segments`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ user, segment_id: 12345, user_status: 'block' }),
  })
}

describe('ctv-tracker', () => {
  it('explains itself, and each command, under --help', async () => {
    const general = await command.run(['--help'])
    expect(general).toMatchObject({ code: 0, err: '' })
    expect(general.out).toContain('emulator')
    const emulator = await command.run(['emulator', '--help'])
    expect(emulator).toMatchObject({ code: 0, err: '' })
    for (const flag of ['--port', '--host', '--data', '--workspace', '--expose-headers', '--quiet', '--check'])
      expect(emulator.out).toContain(flag)
  })

  it('fails with a line where it was not built yet', async () => {
    const unbuilt = join(directory, 'unbuilt')
    copyCommand(unbuilt)
    writeFileSync(join(unbuilt, 'package.json'), '{ "type": "module" }')
    const { code, err } = await finished(spawn(process.execPath, [join(unbuilt, 'bin/ctv-tracker.js'), '--help']))
    expect(code).toBe(1)
    expect(err).toMatch(/^ctv-tracker: not built yet; run `.+`.*\n$/)
  })

  it.each([
    [['nothing'], "ctv-tracker: unknown command 'nothing'\n"],
    [['emulator', '--loud'], "ctv-tracker: unknown option '--loud'\n"],
    [
      ['emulator', '--port', '80a'],
      "ctv-tracker: option '--port <number>' argument '80a' is invalid. Expected a whole number from 0 to 65535.\n",
    ],
    [['emulator', '--port', '0', '--host', ''], 'ctv-tracker: host: expected an address, received nothing\n'],
    [
      ['emulator', '--port', '0', '--workspace', 'missing.jsonc'],
      'ctv-tracker: missing.jsonc: cannot be read (ENOENT)\n',
    ],
  ])('fails with one line on stderr: %j', async (args, line) => {
    expect(await command.run(args)).toEqual({ code: 1, out: '', err: line })
  })

  it('names the place of a mistake in the workspace file', async () => {
    writeFileSync(join(directory, 'wrong.jsonc'), '{\n  // no keys\n  "keys": []\n}\n')
    const { code, err } = await command.run(['emulator', '--port', '0', '--workspace', 'wrong.jsonc'])
    expect({ code, err }).toEqual({
      code: 1,
      err: 'ctv-tracker: wrong.jsonc:3:11: keys: expected at least one entry\n',
    })
  })

  it('reports every mistake of a workspace file under --check, and starts nothing', async () => {
    writeFileSync(
      join(directory, 'wrong.jsonc'),
      '{\n  // no keys\n  "keys": [],\n  "identifiers": "tifa",\n  "events": {}, "cohorts": [], "contextual": []\n}\n',
    )
    expect(await command.run(['emulator', '--check', 'wrong.jsonc'])).toEqual({
      code: 1,
      out: '',
      err: 'ctv-tracker: wrong.jsonc:3:11: keys: expected at least one entry\nctv-tracker: wrong.jsonc:4:18: identifiers: expected array, received string\n',
    })
    copyFileSync(sampleWorkspacePath(), join(directory, 'right.jsonc'))
    expect(await command.run(['emulator', '--check', 'right.jsonc'])).toEqual({
      code: 0,
      out: 'right.jsonc: no mistakes\n',
      err: '',
    })
    expect(await command.run(['emulator', '--check', 'missing.jsonc'])).toEqual({
      code: 1,
      out: '',
      err: 'ctv-tracker: missing.jsonc: cannot be read (ENOENT)\n',
    })
  })

  it('fails with one line where the port is taken', async () => {
    const other = await startEmulator()
    const { code, out, err } = await command.run(['emulator', '--port', String(other.port)])
    await other.stop()
    expect({ code, out }).toEqual({ code: 1, out: '' })
    expect(err).toBe(
      `ctv-tracker: port ${other.port} is taken (127.0.0.1:${other.port}); choose another with --port, or --port 0 for a free one\n`,
    )
  })
})

describe('a running emulator', () => {
  it('prints its URL and a line per request, and ends cleanly on SIGTERM', async () => {
    const { child, url, lines } = await command.startEmulator([])
    expect((await segment(url, {})).status).toBe(400)
    expect(await command.end(child, 'SIGTERM')).toBe(0)
    expect(lines).toEqual([
      `ctv-tracker emulator ready at ${url}`,
      'POST /ccs/v1/segmentation 400 expected exactly one of user_id, alias, aliases; received none',
    ])
  })

  it('prints its URL only under --quiet, exposes headers on demand, and ends cleanly on SIGINT', async () => {
    const { child, url, lines } = await command.startEmulator(['--quiet', '--expose-headers'])
    const response = await segment(url, {})
    expect(response.headers.get('access-control-expose-headers')).toBe('Date, Retry-After')
    expect(await command.end(child, 'SIGINT')).toBe(0)
    expect(lines).toHaveLength(1)
  })

  it.each(['SIGINT', 'SIGTERM'] as const)('ends cleanly on %s as soon as it says that it is ready', async (signal) => {
    for (let round = 0; round < 3; round += 1) {
      const child = command.launch(['emulator', '--port', '0'])
      child.stdout.once('data', () => child.kill(signal))
      expect(await finished(child)).toMatchObject({ code: 0, err: '' })
    }
  })

  it('lives through a flood of large bodies in a small heap, with the console open', async () => {
    const child = command.launch(['emulator', '--port', '0', '--quiet'], {
      env: { NODE_OPTIONS: '--max-old-space-size=160' },
    })
    const url = await new Promise<string>((resolve) =>
      child.stdout.once('data', (chunk) => resolve(/http:\/\/[\w.:]+/.exec(String(chunk))![0])),
    )
    const control = new AbortController()
    await fetch(`${url}/_emulator/stream`, { signal: control.signal })
    await fetch(`${url}/_emulator/faults`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"route":"contextual","kind":"captive-portal"}',
    })
    // Small values, which take most room when they are parsed.
    const large = `{"events":[${Array(247_000).fill('[1]').join(',')}]}`
    const send = async (path: string): Promise<number> =>
      (await fetch(url + path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: large })).status
    for (let round = 0; round < 10; round += 1) {
      const paths = ['/ccs/v1/segmentation', `/ccs/v1/segmentation?k=${key}`, '/ctx/v1/segment']
      await Promise.all(Array.from({ length: 12 }, (_, i) => send(paths[i % 3]!)))
    }
    expect(await send(`/ccs/v1/segmentation?k=${key}`)).toBe(400)
    control.abort()
    expect(await command.end(child)).toBe(0)
  })

  it('tells other machines how to come in where it lets them, and nobody else', async () => {
    const { url, lines, child } = await command.startEmulator(['--host', '0.0.0.0'])
    expect(await (await fetch(`${url}/_emulator/users`)).json()).toEqual([])
    await command.end(child)
    expect(lines[1]).toMatch(/^from other machines: (http:\/\/\S+) for the app, \1\/\?token=[\w-]{24} for the console$/)
  })

  it('prints nothing that steers a terminal', async () => {
    const { url, lines, child } = await command.startEmulator([])
    const name = '\u001b[2J\u009b31m\u202eevil\r\nPOST /forged 200'
    const body = {
      user_id: '2008c38f-dece-4570-976d-87593ed001c3',
      events: [{ name, time: '2024-01-15T10:30:00Z', properties: {} }],
    }
    await fetch(`${url}/ccs/v1/segmentation?k=${key}&synchronous-validation=true`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    await command.end(child)
    expect(lines).toHaveLength(2)
    expect(lines.join('')).not.toMatch(/[\p{Cc}\u202e]/u)
    const failed = await command.run(['emulator', '--workspace', 'a\u001b[2Jb'])
    expect(failed.err).toBe('ctv-tracker: a?[2Jb: cannot be read (ENOENT)\n')
  })

  it('keeps its data directory from other users of the machine, also one that was open to them', async () => {
    const data = join(directory, 'private/data')
    const modes = (): string[] =>
      ['', 'emulator.db'].map((name) => (statSync(join(data, name)).mode & 0o777).toString(8))
    for (let round = 0; round < 2; round += 1) {
      const { child, url } = await command.startEmulator(['--data', data])
      await segment(url, { user_id: '2008c38f-dece-4570-976d-87593ed001c3' })
      expect(modes()).toEqual(['700', '600'])
      for (const name of readdirSync(data)) expect(statSync(join(data, name)).mode & 0o077).toBe(0)
      await command.end(child)
      chmodSync(join(data, 'emulator.db'), 0o644)
    }
  })

  it('has its data directory to itself', async () => {
    const data = join(directory, 'shared')
    await command.startEmulator(['--data', data])
    const { code, err } = await command.run(['emulator', '--port', '0', '--data', data])
    expect({ code, err }).toEqual({
      code: 1,
      err: `ctv-tracker: ${data}: another emulator is using this data directory\n`,
    })
  })

  it('loses no acknowledged request and stores none by halves when it is killed under load', async () => {
    const data = join(directory, 'killed')
    const acknowledged: string[] = []
    const overridden: string[] = []
    let next = 0

    for (const goal of [60, 120, 180]) {
      const { child, url } = await command.startEmulator(['--data', data, '--quiet'])
      await new Promise<void>((resolve) => {
        const client = async (_: unknown, nth: number): Promise<void> => {
          for (;;) {
            const id = `r${(next += 1)}`
            const event = { name: 'Pageview', time: new Date().toISOString(), properties: { request: id } }
            try {
              if (nth % 4 === 0) {
                if ((await override(url, id)).status === 201) overridden.push(id)
              } else {
                const body = { alias: { tag: 'internal_id', id: `viewer-${next % 7}` }, events: Array(10).fill(event) }
                if ((await segment(url, body)).status === 200) acknowledged.push(id)
              }
            } catch {
              // The process is gone, which is what this is about.
              return
            }
            if (acknowledged.length >= goal) child.kill('SIGKILL')
          }
        }
        void Promise.all(Array.from({ length: 24 }, client)).then(() => resolve())
      })
    }

    const after = await startEmulator({ listen: false, data })
    const counts = new Map<unknown, number>()
    for (const event of after.events())
      counts.set(event.properties['request'], (counts.get(event.properties['request']) ?? 0) + 1)
    expect(acknowledged.length).toBeGreaterThanOrEqual(180)
    expect(acknowledged.filter((id) => !counts.has(id))).toEqual([])
    expect(new Set(counts.values())).toEqual(new Set([10]))
    expect(after.users()).toHaveLength(7)
    const users = new Set(after.overrides().map(({ user }) => user))
    expect(overridden.length).toBeGreaterThan(0)
    expect(overridden.filter((id) => !users.has(id))).toEqual([])
    await after.stop()
  }, 60_000)
})
