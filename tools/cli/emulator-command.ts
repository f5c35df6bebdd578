/**
 * `ctv-tracker emulator`: runs the emulator until it is told to stop.
 */
import { networkInterfaces } from 'node:os'
import type { Command } from 'commander'
import { InvalidArgumentError } from 'commander'
import { isLoopbackHost } from '../emulator/access.ts'
import type { EmulatorOptions, SeenRequest } from '../emulator/index.ts'
import { printLine, sayLine } from './output.ts'

interface Flags {
  port: number
  host: string
  data?: string
  workspace?: string
  exposeHeaders: boolean
  quiet: boolean
  check?: string
}

export function addEmulatorCommand(program: Command): void {
  program
    .command('emulator')
    .description(
      'Runs a stand-in for the audience service on this machine (CCS, Contextual, identify, segments), with a console to look into it.',
    )
    .helpOption('-h, --help', 'print this help')
    .option('--port <number>', 'port to listen on; 0 takes a free one', parsePort, 8787)
    .option('--host <address>', 'address to listen on; 0.0.0.0 lets a TV on the network in', '127.0.0.1')
    .option('--data <directory>', 'keep users and events in this directory (default: in memory)')
    .option('--workspace <file>', 'workspace file (default: the commented sample)')
    .option('--expose-headers', 'let scripts read Date and Retry-After', false)
    .option('--quiet', 'print no line per request', false)
    .option('--check <file>', 'report every mistake of a workspace file with its place, and start nothing')
    .action((flags: Flags) => (flags.check === undefined ? runEmulator(flags) : checkWorkspace(flags.check)))
}

async function runEmulator(flags: Flags): Promise<void> {
  const options: EmulatorOptions = { port: flags.port, host: flags.host, exposeHeaders: flags.exposeHeaders }
  if (flags.data !== undefined) options.data = flags.data
  if (flags.workspace !== undefined) options.workspace = flags.workspace
  if (!flags.quiet) options.onRequest = (request) => printLine(formatRequest(request))
  // Loaded here, so that help and mistakes on the command line are answered at once.
  const { startEmulator } = await import('../emulator/index.ts')
  const emulator = await startEmulator(options)
  const stop = (): void => void emulator.stop()
  process.once('SIGINT', stop)
  process.once('SIGTERM', stop)
  // Last: whoever waits for this line may send a signal at once.
  printLine(`ctv-tracker emulator ready at ${emulator.url}`)
  if (!isLoopbackHost(flags.host)) printLine(formatInvitation(flags.host, emulator))
}

/** What a television and a colleague on the network need. */
function formatInvitation(host: string, { port, token }: { port: number; token: string }): string {
  const isEveryAddress = host === '0.0.0.0' || host === '::'
  const outer = Object.values(networkInterfaces())
    .flat()
    .find((each) => each?.family === 'IPv4' && !each.internal)?.address
  const name = isEveryAddress ? (outer ?? 'ADDRESS') : host.includes(':') ? `[${host}]` : host
  const base = `http://${name}:${port}`
  return `from other machines: ${base} for the app, ${base}/?token=${token} for the console`
}

async function checkWorkspace(file: string): Promise<void> {
  const { findWorkspaceMistakes } = await import('../emulator/index.ts')
  const mistakes = findWorkspaceMistakes(file)
  for (const mistake of mistakes) sayLine(`ctv-tracker: ${mistake}`)
  if (mistakes.length === 0) printLine(`${file}: no mistakes`)
  else process.exitCode = 1
}

/** `POST /ccs/v1/segmentation 200`, with the fault that was ordered and the cohorts answered. */
export function formatRequest({ method, path, status, fault, answer }: SeenRequest): string {
  const parts = [method, path, status === null ? 'no answer' : String(status)]
  if (fault !== null) parts.push(`fault: ${fault}`)
  const cohorts = (answer as { cohorts?: unknown } | null)?.cohorts
  if (Array.isArray(cohorts)) parts.push(`cohorts: ${cohorts.length === 0 ? 'none' : cohorts.join(', ')}`)
  const cause = (answer as { error?: { cause?: unknown; message?: unknown } } | null)?.error
  if (cause !== undefined) parts.push(String(cause.cause ?? cause.message))
  return parts.join(' ')
}

function parsePort(text: string): number {
  const port = Number(text)
  if (!/^\d+$/.test(text) || port > 65_535) throw new InvalidArgumentError('Expected a whole number from 0 to 65535.')
  return port
}
