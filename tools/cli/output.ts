/**
 * What the command prints. Everything passes here, and nothing that passes steers a terminal.
 */
import { printableLine, printableSource, printableText } from '../text/printable.ts'

/** One line on stdout. */
export function printLine(line: string): void {
  process.stdout.write(`${printableLine(line)}\n`)
}

/** Text of several lines on stdout. */
export function printText(text: string): void {
  process.stdout.write(printableText(text))
}

/** JSON on stdout, in one line unless told otherwise. */
export function printJson(value: unknown, indent = 0): void {
  process.stdout.write(`${printableSource(JSON.stringify(value, null, indent))}\n`)
}

/** Source text on stdout, for a file. */
export function printSource(text: string): void {
  process.stdout.write(printableSource(text))
}

/** One line on stderr, for what is no result: an announcement, a failure. */
export function sayLine(line: string): void {
  process.stderr.write(`${printableLine(line)}\n`)
}
