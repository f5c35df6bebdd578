/**
 * `ctv-tracker doctor`: walks the vendor's verification steps and names what is wrong.
 */
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline/promises'
import type { Readable, Writable } from 'node:stream'
import { InvalidArgumentError, Option } from 'commander'
import type { Command } from 'commander'
import { keyNames } from '../doctor/app/keys.ts'
import type { DoctorAlias, DoctorOptions } from '../doctor/types.ts'
import { formatAppResult, formatResult, formatStep } from './doctor-report.ts'
import { printJson, printText, sayLine } from './output.ts'

interface Flags {
  key?: string
  app?: string
  chromium?: string
  keys?: string[]
  watchS: number
  consented: boolean
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
      "Checks a workspace and the installed tracker along the vendor's six verification steps; writes test events. With --app it looks at what your app sends instead.",
    )
    .helpOption('-h, --help', 'print this help')
    .addOption(new Option('--key <key>', 'public key of the workspace').env('CTV_TRACKER_KEY'))
    .option(
      '--app <url>',
      'instead: open this page of an app in an installed Chromium, play, and judge what really leaves',
    )
    .option('--chromium <path>', 'with --app: the browser (default: CHROME_PATH, else one that is installed)')
    .option(
      '--keys <names>',
      `with --app: keys that lead to a video, such as Enter,Down,Enter (${keyNames.join(', ')})`,
      parseKeys,
    )
    .option('--watch-s <number>', 'with --app: how many seconds to watch', parseSeconds, 15)
    .option('--consented', 'with --app: consent was given before, so step 6 is not checked', false)
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
  if (flags.app !== undefined) return examineApp(flags.app, flags)
  if (flags.key === undefined)
    throw new Error(
      'the key of the workspace is missing: give --key, or CTV_TRACKER_KEY in the environment; or look at an app with --app URL',
    )
  const { planDoctor } = await import('../doctor/index.ts')
  const plan = planDoctor(optionsOf(flags, flags.key))
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

/** What an app sends is its own: nothing is written but that, and nobody is asked. */
async function examineApp(url: string, flags: Flags): Promise<void> {
  if (!URL.canParse(url) || !/^(https?|file):$/.test(new URL(url).protocol))
    throw new Error(`--app: expected the url of a page, received '${url}'`)
  const { checkApp } = await import('../doctor/app/index.ts')
  sayLine(`This opens ${url} in a browser with a profile of its own and plays; what the app sends is real.`)
  const report = await checkApp(
    {
      url,
      watchMs: flags.watchS * 1000,
      isConsented: flags.consented,
      deadlineMs: flags.deadlineMs,
      ...(flags.chromium === undefined ? {} : { chromium: flags.chromium }),
      ...(flags.keys === undefined ? {} : { keys: flags.keys }),
    },
    (step) => {
      if (!flags.json) printText(`${formatStep(step)}\n`)
    },
  )
  if (flags.json) printJson(report, 2)
  else printText(`${formatAppResult(report)}\n`)
  if (!report.ok) process.exitCode = 1
}

function parseKeys(text: string): string[] {
  const keys = text.split(',').map((key) => key.trim())
  const unknown = keys.find((key) => !keyNames.includes(key))
  if (unknown !== undefined) throw new InvalidArgumentError(`Expected names out of ${keyNames.join(', ')}.`)
  return keys
}

function parseSeconds(text: string): number {
  if (!/^\d{1,4}$/.test(text)) throw new InvalidArgumentError('Expected a whole number of seconds.')
  return Number(text)
}

function optionsOf(flags: Flags, key: string): DoctorOptions {
  const { alias, platform, event, yes: _yes, json: _json, ...rest } = flags
  const { app: _app, chromium: _chromium, keys: _keys, watchS: _watchS, consented: _consented, ...same } = rest
  return { ...same, key, aliases: alias, platforms: platform, ...(event === undefined ? {} : { playEvent: event }) }
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
