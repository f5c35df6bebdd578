/** `npm run typecheck`, or of some rooms: `node scripts/typecheck.mjs src test`. The compiler knows what each builds on. */
import { spawnSync } from 'node:child_process'
import { root } from './lib/tasks.mjs'

const { status } = spawnSync(process.execPath, ['node_modules/typescript/bin/tsc', '-b', ...process.argv.slice(2)], {
  cwd: root,
  stdio: 'inherit',
})
process.exitCode = status ?? 1
