/**
 * `ctv-tracker types` as a process.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { buildToolsCommand } from '../support/packages/tools-command.ts'
import type { ToolsCommand } from '../support/packages/tools-command.ts'

// Processes take their time on a busy machine, which must not decide.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

let folder = ''
let command: ToolsCommand

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'types-command-'))
  command = await buildToolsCommand(folder)
})

afterAll(async () => {
  await command.dispose()
  rmSync(folder, { recursive: true, force: true })
})

describe('ctv-tracker types', () => {
  it('prints the types of a workspace file, and nothing else on stdout', async () => {
    const events = { Play: { type: 'object', required: ['id'], properties: { id: { type: 'string' } } } }
    writeFileSync(
      join(folder, 'mine.jsonc'),
      JSON.stringify({ keys: ['k'], identifiers: ['tifa'], events, cohorts: [], contextual: [] }),
    )
    const { code, out, err } = await command.run(['types', 'mine.jsonc', '--exact'])
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(out).toContain('// Made from mine.jsonc by `ctv-tracker types`. Change it there.\n')
    expect(out).toContain('export interface EventProperties {\n  Play: {\n    id: string\n  }\n}\n')
    expect(out).toContain('export type IdentifierTag = "tifa"\n')
  })

  it('takes the sample where no file is named', async () => {
    const { code, out } = await command.run(['types'])
    expect(code).toBe(0)
    expect(out).toContain('  Videoview: {\n')
  })

  it('fails with the place of a mistake', async () => {
    writeFileSync(join(folder, 'wrong.jsonc'), '{ "keys": [] }')
    expect(await command.run(['types', 'wrong.jsonc'])).toMatchObject({
      code: 1,
      out: '',
      err: expect.stringMatching(/^ctv-tracker: wrong\.jsonc:1:\d+: .+\n$/),
    })
  })
})
