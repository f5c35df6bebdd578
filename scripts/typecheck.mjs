/**
 * Checks the types of every room against the library that the room may use.
 *
 * Names of the two packages lead to their sources, so that nothing has to be built before.
 * Each room answers for its own files: what it imports is checked in the room where it lies.
 */
import { existsSync } from 'node:fs'
import path from 'node:path'
import { sourcePaths } from './entries.mjs'
import { root, runTasks } from './lib/tasks.mjs'
import { checkRoom } from './lib/check-room.mjs'

/** Two processes of about the same weight; rooms with the same settings share what they have read. */
const SHARES = [
  ['test', 'bench', 'src'],
  [
    'tools',
    'demo-app/server',
    'demo-app/packages',
    'platforms',
    'players',
    'inspector',
    'dev',
    'demo-app/app',
    'tools/console',
  ],
]

const asked = process.argv.slice(2)
if (asked.length === 0) {
  const results = await runTasks(
    SHARES.map((rooms) => ({
      name: rooms.join(),
      command: [process.execPath, 'scripts/typecheck.mjs', ...rooms],
      show: true,
    })),
  )
  if (results.some(({ status }) => status !== 'passed')) process.exitCode = 1
} else {
  const paths = Object.fromEntries(
    Object.entries(sourcePaths).map(([specifier, source]) => [specifier, [path.join(root, source)]]),
  )
  for (const room of asked.filter((name) => existsSync(path.join(root, name, 'tsconfig.json')))) {
    const startedAt = performance.now()
    const { files, problems } = checkRoom(room, paths)
    console.log(`${((performance.now() - startedAt) / 1000).toFixed(1).padStart(6)} s  ${room}, ${files} files`)
    for (const problem of problems) console.log(problem)
    if (problems.length > 0) process.exitCode = 1
  }
}
