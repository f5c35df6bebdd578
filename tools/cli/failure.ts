/**
 * One line for what went wrong.
 * Pure.
 */

/** A readable line for an error; system errors about addresses get a sentence of their own. */
export function explainFailure(error: unknown): string {
  const { code, address, port, message } = error as { code?: string; address?: string; port?: number; message?: string }
  const place = `${address ?? 'the address'}${port === undefined ? '' : `:${port}`}`
  if (code === 'EADDRINUSE') return `port ${port ?? ''} is taken (${place}); choose another with --port, or --port 0 for a free one`
  if (code === 'EACCES') return `not allowed to listen on ${place}; choose a port above 1023`
  if (code === 'EADDRNOTAVAIL') return `this machine has no address ${place}; choose another with --host`
  if (code === 'ENOTFOUND') return 'the host is not known; choose another with --host'
  return (message ?? String(error)).split('\n')[0] ?? ''
}

/** A mistake on the command line, as the option parser words it, in the one line that every failure has. */
export function formatCommandError(text: string): string {
  return `ctv-tracker: ${text.trim().replace(/^error: /, '').replaceAll(/\s*\n\s*/g, ' ')}\n`
}
