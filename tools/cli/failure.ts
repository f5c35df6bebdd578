/**
 * One line for what went wrong.
 * Pure.
 */
import { createRedact } from '../text/redact.ts'

/** A readable line for an error; system errors about addresses get a sentence of their own. */
export function explainFailure(error: unknown): string {
  const { code, address, port, message } = error as { code?: string; address?: string; port?: number; message?: string }
  const place = `${address ?? 'the address'}${port === undefined ? '' : `:${port}`}`
  if (code === 'EADDRINUSE')
    return `port ${port ?? ''} is taken (${place}); choose another with --port, or --port 0 for a free one`
  if (code === 'EACCES') return `not allowed to listen on ${place}; choose a port above 1023`
  if (code === 'EADDRNOTAVAIL') return `this machine has no address ${place}; choose another with --host`
  if (code === 'ENOTFOUND') return 'the host is not known; choose another with --host'
  return (message ?? String(error)).split('\n')[0] ?? ''
}

/** The one line that every failure has; `keys` are taken out of it. */
export function formatFailure(message: string, keys: readonly string[]): string {
  return `ctv-tracker: ${createRedact(keys, 'KEY')(message)}`
}

/** A mistake on the command line, as the option parser words it, without the value of an unknown option: that may be a key. */
export function formatCommandError(text: string, keys: readonly string[]): string {
  const message = text
    .trim()
    .replace(/^error: /, '')
    .replaceAll(/\s*\n\s*/g, ' ')
  return formatFailure(message.replace(/^(unknown option '[^=']*)=.*'/, "$1'"), keys)
}

/** The keys that a command was given; what is shorter than any key would spoil messages. */
export function keysOf(argv: readonly string[], env: NodeJS.ProcessEnv): string[] {
  const given = argv.map((each, i) => (argv[i - 1] === '--key' ? each : /^--key=(.*)$/s.exec(each)?.[1]))
  return [...given, env['CTV_TRACKER_KEY'], env['CTV_TRACKER_SECRET_KEY']].filter(
    (key): key is string => key !== undefined && key.length >= 8,
  )
}
