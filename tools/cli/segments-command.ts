/**
 * `ctv-tracker segments`: overrides and counts from the command line.
 */
import { InvalidArgumentError, Option } from 'commander'
import type { Command } from 'commander'
import type { OverrideRequest } from '../admin/index.ts'
import { printJson, printLine } from './output.ts'
import { addCountsCommand } from './segments-counts-command.ts'

interface Flags {
  key: string
  endpoint: string
  network: string
  referenceId?: string
  description?: string
  at?: number
  metadata?: Record<string, unknown>
  json: boolean
}

type Action = 'add' | 'block' | 'reset'

const actions: Readonly<Record<Action, string>> = {
  add: 'Puts a user into a segment, whatever the rules say.',
  block: 'Takes a user out of a segment and keeps the user out, whatever the rules say.',
  reset: 'Ends an earlier add or block; membership stays as it is until the rules decide again.',
}

/** The local emulator, so that nothing reaches anybody else unless it is told to. */
const defaultEndpoint = 'http://127.0.0.1:8787'

export function addSegmentsCommand(program: Command): void {
  const segments = program
    .command('segments')
    .description(
      'Puts a test user into an audience segment or keeps one out, and counts how many users segments have. Needs a secret key.',
    )
    .helpOption('-h, --help', 'print this help')
    .helpCommand(false)
  for (const [action, description] of Object.entries(actions) as [Action, string][])
    addOverrideCommand(segments, action, description)
  addCountsCommand(segments, addAccessOptions)
}

/** Options that every command of the group has. The key is better given by the environment: command lines are visible to others. */
function addAccessOptions(command: Command): Command {
  return command
    .helpOption('-h, --help', 'print this help')
    .addOption(
      new Option('--key <key>', 'secret key, best given by the environment')
        .env('CTV_TRACKER_SECRET_KEY')
        .makeOptionMandatory(),
    )
    .addOption(
      new Option('--endpoint <url>', 'base URL of the API')
        .env('CTV_TRACKER_SEGMENTS_ENDPOINT')
        .default(defaultEndpoint, `${defaultEndpoint}, the emulator`),
    )
}

function addOverrideCommand(segments: Command, action: Action, description: string): void {
  addAccessOptions(segments.command(action).description(description))
    .argument('<user>', 'e-mail address or user id; for the emulator a user id or any alias id')
    .argument('<segment>', 'number of the segment', parseSegment)
    .addOption(new Option('--network <id>', 'network id').env('CTV_TRACKER_NETWORK').makeOptionMandatory())
    .option('--reference-id <text>', 'identifier for reports')
    .option('--description <text>', 'reason for the change')
    .option('--at <time>', 'when the status changed: Unix seconds or ISO 8601 (default: on receipt)', parseTime)
    .option('--metadata <json>', 'further metadata, a JSON object', parseMetadata)
    .option('--json', 'print the result as JSON', false)
    .action(async (user: string, segmentId: number, flags: Flags) => {
      const { segmentOverrides } = await import('../admin/index.ts')
      const client = segmentOverrides({ baseUrl: flags.endpoint, networkId: flags.network, apiKey: flags.key })
      const result = await client[action](requestOf(user, segmentId, flags))
      if (flags.json) printJson({ ...result, action, user, segmentId })
      else printLine(`queued: ${action} ${user} ${segmentId}`)
    })
}

function requestOf(
  user: string,
  segmentId: number,
  { referenceId, description, at, metadata }: Flags,
): OverrideRequest {
  return {
    user,
    segmentId,
    ...(referenceId === undefined ? {} : { referenceId }),
    ...(description === undefined ? {} : { description }),
    ...(at === undefined ? {} : { statusChangeTimestamp: at }),
    ...(metadata === undefined ? {} : { metadata }),
  }
}

function parseSegment(text: string): number {
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(Number(text)))
    throw new InvalidArgumentError('Expected a whole number.')
  return Number(text)
}

function parseTime(text: string): number {
  const seconds = /^\d+$/.test(text) ? Number(text) : Math.floor(Date.parse(text) / 1000)
  if (!Number.isSafeInteger(seconds)) throw new InvalidArgumentError('Expected Unix seconds or an ISO 8601 time.')
  return seconds
}

function parseMetadata(text: string): Record<string, unknown> {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw new InvalidArgumentError(`Expected a JSON object (${(error as Error).message}).`)
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new InvalidArgumentError('Expected a JSON object.')
  return value as Record<string, unknown>
}
