/**
 * `ctv-tracker types`: TypeScript types of a workspace's events, on stdout.
 */
import type { Command } from 'commander'
import { printSource } from './output.ts'

export function addTypesCommand(program: Command): void {
  program
    .command('types')
    .description(
      "Prints TypeScript types of a workspace's events, so that the compiler finds misspelt names and properties.",
    )
    .helpOption('-h, --help', 'print this help')
    .argument('[file]', 'workspace file (default: the commented sample)')
    .option(
      '--exact',
      'leave out properties that a schema takes without naming them, so that the compiler finds misspelt ones',
      false,
    )
    .action(printTypes)
}

async function printTypes(file: string | undefined, { exact }: { exact: boolean }): Promise<void> {
  const { loadSampleWorkspace, loadWorkspaceFile } = await import('../emulator/workspace/load.ts')
  const { formatEventTypes } = await import('../types/event-types.ts')
  const { definition } = file === undefined ? loadSampleWorkspace() : loadWorkspaceFile(file)
  printSource(formatEventTypes(definition, { source: file ?? 'the sample workspace', exact }))
}
