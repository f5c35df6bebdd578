/** What a browser prints, and waiting no longer than a limit. */
import type { Readable } from 'node:stream'
import type { ProcessGroup } from './process-group.ts'

export interface Output {
  text: string
  readonly stream: Readable
}

/** Reads to the end of the browser's life, for a full pipe would stop it; keeps the latest. */
export function collectOutput(group: ProcessGroup): Output {
  const output: Output = { text: '', stream: group.child.stderr as Readable }
  output.stream.setEncoding('utf8').on('data', (chunk: string) => (output.text = (output.text + chunk).slice(-20_000)))
  return output
}

export async function withDeadline(promise: Promise<void>, deadlineMs: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  await Promise.race([promise, new Promise<void>((resolve) => (timer = setTimeout(resolve, deadlineMs)))])
  clearTimeout(timer)
}
