/**
 * The command `ctv-tracker`.
 */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { Command } from 'commander'
import type { Option } from 'commander'
import { addDoctorCommand } from './doctor-command.ts'
import { addEmulatorCommand } from './emulator-command.ts'
import { explainFailure, formatCommandError, formatFailure, keysOf } from './failure.ts'
import { sayLine } from './output.ts'
import { addSegmentsCommand } from './segments-command.ts'
import { addTypesCommand } from './types-command.ts'
import { printableLine } from '../text/printable.ts'

/** Runs the command line `argv`, as in `process.argv`. A failure is one line on stderr and exit code 1. */
export async function run(argv: readonly string[]): Promise<void> {
  process.stdout.on('error', endQuietly)
  const keys = keysOf(argv, process.env)
  const program = new ToolsCommand('ctv-tracker')
  program
    .description('Tools for developing TV apps with ctv-tracker, on your machine and without an account.')
    .version(ownVersion(), '-V, --version', 'print the version')
  program.helpOption('-h, --help', 'print this help').helpCommand(false)
  // Before the commands are added, which inherit it: every failure is one line that begins alike.
  program.configureOutput({ outputError: (text, write) => write(`${printableLine(formatCommandError(text, keys))}\n`) })
  program.addHelpText(
    'after',
    '\nTo begin: `ctv-tracker emulator`, then open the address it prints. `ctv-tracker COMMAND --help` has more.',
  )
  addEmulatorCommand(program)
  addDoctorCommand(program)
  addTypesCommand(program)
  addSegmentsCommand(program)
  try {
    await program.parseAsync(argv)
  } catch (error) {
    sayLine(formatFailure(explainFailure(error), keys))
    process.exitCode = 1
  }
}

/** A command that names the variable which would do as well where an option is missing. */
class ToolsCommand extends Command {
  override createCommand(name?: string): ToolsCommand {
    return new ToolsCommand(name)
  }

  /** Called by the parser, which does not declare it. */
  missingMandatoryOptionValue({ long, envVar }: Option): never {
    const other = envVar === undefined ? '' : `, or ${envVar} in the environment`
    return this.error(`error: ${long ?? 'an option'} is missing: give it${other}`)
  }
}

/** Whoever read the output has heard enough, as `head` has. */
function endQuietly(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error
  process.exit()
}

function ownVersion(): string {
  const path = createRequire(import.meta.url).resolve('ctv-tracker-tools/package.json')
  return (JSON.parse(readFileSync(path, 'utf8')) as { version: string }).version
}
