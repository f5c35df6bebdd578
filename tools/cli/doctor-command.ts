/**
 * `ctv-tracker doctor`: walks the vendor's verification steps and names what is wrong.
 */
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline/promises'
import type { Readable, Writable } from 'node:stream'
import { InvalidArgumentError, Option } from 'commander'
import type { Command } from 'commander'
import type { DoctorAlias, DoctorOptions } from '../doctor/types.ts'
import { formatResult, formatStep } from './doctor-report.ts'
import { printJson, printText, sayLine } from './output.ts'

interface Flags {
  key: string
  endpoint?: string
  contextualEndpoint?: string
  alias: DoctorAlias[]
  userId?: string
  platform: string[]
  cohort?: string
  event?: string
  completionEvent?: string
  completionShape: 'flat' | 'aggregations'
  properties?: Record<string, unknown>
  url?: string
  deadlineMs: number
  timeoutMs: number
  yes: boolean
  json: boolean
}

export function addDoctorCommand(program: Command): void {
  program
    .command('doctor')
    .description(
      "Checks a workspace and the installed tracker along the vendor's six verification steps. Writes test events.",
    )
    .helpOption('-h, --help', 'print this help')
    .addOption(new Option('--key <key>', 'public key of the workspace').env('CTV_TRACKER_KEY').makeOptionMandatory())
    .option('--endpoint <url>', 'base URL of CCS (default: https://api.permutive.app)')
    .option(
      '--contextual-endpoint <url>',
      "base URL of the Contextual API (default: https://api.permutive.com, or an --endpoint that is not the vendor's)",
    )
    .addOption(
      new Option('--alias <tag=id>', 'who the test events are about; repeat it for several, strongest first')
        .argParser(collectAlias)
        .default([], 'none'),
    )
    .option('--user-id <uuid>', 'who they are about where there is no alias (default: a new id)')
    .addOption(
      new Option('--platform <name>', 'ad platform that must be among the activations; may be repeated')
        .argParser(collect)
        .default([], 'any'),
    )
    .option('--cohort <id>', 'cohort that the test events must lead into (default: any)')
    .option('--event <name>', 'name of the play event (default: Videoview)')
    .option('--completion-event <name>', 'name of the completion event (default: VideoCompletion)')
    .addOption(
      new Option('--completion-shape <shape>', 'how the completion carries its totals')
        .choices(['flat', 'aggregations'])
        .default('flat'),
    )
    .option('--properties <json>', 'properties of the test events, or @FILE (default: a sports clip)', parseProperties)
    .option('--url <url>', 'url of the test content, for the Contextual API')
    .option('--deadline-ms <number>', 'an answer that takes longer is slow', parseMs, 500)
    .option('--timeout-ms <number>', 'an answer that takes longer is given up', parseMs, 10_000)
    .option('--yes', 'write the test events without asking', false)
    .option('--json', 'print the report as JSON', false)
    .addHelpText(
      'after',
      '\nThe exit code is 0 only if all six steps were checked and passed. The key may come from CTV_TRACKER_KEY.',
    )
    .action(runDoctor)
}

async function runDoctor(flags: Flags): Promise<void> {
  const { planDoctor } = await import('../doctor/index.ts')
  const plan = planDoctor(optionsOf(flags))
  sayLine(plan.announcement)
  if (!flags.yes && !(await isAgreed(process.stdin, process.stderr))) {
    process.exitCode = 1
    return
  }
  const report = await plan.run((step) => {
    if (!flags.json) printText(`${formatStep(step)}\n`)
  })
  if (flags.json) printJson(report, 2)
  else printText(`${formatResult(report)}\n`)
  if (!report.ok) process.exitCode = 1
}

function optionsOf(flags: Flags): DoctorOptions {
  const { alias, platform, event, yes: _yes, json: _json, ...same } = flags
  return { ...same, aliases: alias, platforms: platform, ...(event === undefined ? {} : { playEvent: event }) }
}

/** Asks on a terminal; elsewhere nobody could answer, and it throws. `output` is not where the report goes. */
export async function isAgreed(
  input: Readable & { isTTY?: boolean },
  output: Writable & { isTTY?: boolean },
): Promise<boolean> {
  if (input.isTTY !== true || output.isTTY !== true)
    throw new Error('doctor writes test events; nothing was sent, say --yes to let it')
  const terminal = createInterface({ input, output })
  try {
    // Input that ends without an answer is a no.
    const answer = await Promise.race([terminal.question('Go on? [y/N] '), once(terminal, 'close').then(() => '')])
    if (/^y(es)?$/i.test(answer.trim())) return true
    output.write('Nothing was sent.\n')
    return false
  } finally {
    terminal.close()
  }
}

function collect(value: string, previous: string[]): string[] {
  return [...previous, value]
}

function collectAlias(value: string, previous: DoctorAlias[]): DoctorAlias[] {
  const at = value.indexOf('=')
  if (at < 1 || at === value.length - 1) throw new InvalidArgumentError('Expected TAG=ID.')
  return [...previous, { tag: value.slice(0, at), id: value.slice(at + 1) }]
}

function parseProperties(text: string): Record<string, unknown> {
  let value: unknown
  try {
    value = JSON.parse(text.startsWith('@') ? readFileSync(text.slice(1), 'utf8') : text)
  } catch (error) {
    throw new InvalidArgumentError(`Expected a JSON object or @FILE (${(error as Error).message}).`)
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new InvalidArgumentError('Expected a JSON object or @FILE.')
  return value as Record<string, unknown>
}

function parseMs(text: string): number {
  if (!/^\d{1,7}$/.test(text) || Number(text) === 0)
    throw new InvalidArgumentError('Expected a whole number of ms above 0.')
  return Number(text)
}
