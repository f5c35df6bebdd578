/**
 * Checks the types of every room against the library that the room may use, two rooms at a time.
 */
import { existsSync } from 'node:fs'
import path from 'node:path'
import { formatSeconds, root, runTasks } from './lib/tasks.mjs'

const rooms = ['test', 'platforms', 'src', 'players', 'inspector', 'tools', 'demo-app', 'demo-app/app', 'demo-app/server', 'bench']
const cache = 'node_modules/.cache/ctv-tracker/typecheck'

const tasks = rooms
  .filter((room) => existsSync(path.join(root, room, 'tsconfig.json')))
  .map((room) => ({
    name: room,
    command: [
      process.execPath,
      'node_modules/typescript/bin/tsc',
      ...['-p', room, '--noEmit', '--pretty', 'false'],
      ...['--incremental', '--tsBuildInfoFile', `${cache}/${room.replaceAll('/', '-')}.json`],
    ],
  }))

const results = await runTasks(tasks, {
  onDone({ name, status, ms, output }) {
    console.log(`${formatSeconds(ms)}  ${name}${status === 'passed' ? '' : `\n${output}`}`)
  },
})
if (results.some(({ status }) => status !== 'passed')) process.exitCode = 1
