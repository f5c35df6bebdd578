/**
 * Plays random evenings against the laws of test/support/model. A failure is replayed by the seed and the number of runs it names.
 *
 *     npm run test:model                          as a test run plays them
 *     npm run test:model -- --seed 99 --runs 2500 others, and more of them
 *
 * What follows `--` goes to vitest, such as the name of one law: `-- -t "fail for themselves"`.
 */
import { spawnSync } from 'node:child_process'
import { parseArgs } from 'node:util'
import { root } from './lib/tasks.mjs'

const { values, positionals } = parseArgs({
  options: { seed: { type: 'string' }, runs: { type: 'string' } },
  allowPositionals: true,
})
const env = { ...process.env }
for (const [name, value] of Object.entries(values)) {
  if (!/^\d+$/.test(value)) {
    console.error(`--${name}: expected a whole number, received ${value}`)
    process.exit(1)
  }
  env[`MODEL_${name.toUpperCase()}`] = value
}
const command = ['node_modules/vitest/vitest.mjs', 'run', 'test/scenario/model.test.ts', ...positionals]
process.exit(spawnSync(process.execPath, command, { cwd: root, env, stdio: 'inherit' }).status ?? 1)
