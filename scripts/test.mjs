/**
 * Every test a contributor needs, in one command. The last line is `N passed, N failed`: test cases where a
 * gate has cases, else the gate itself. A gate that cannot run because another failed counts as failed.
 */
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import path from 'node:path'
import { formatSeconds, root, runTasks, stopTasks } from './lib/tasks.mjs'
import { countCases } from './lib/vitest-report.mjs'

// Eight minutes is what it should take; a machine that is slow or busy with other things gets more before it is stopped.
const LIMIT_MS = 45 * 60_000
const NODE = process.execPath
const VITEST = [NODE, 'node_modules/vitest/vitest.mjs', 'run', '--reporter=default', '--reporter=json']
const E2E = [...VITEST, '--config', 'vitest.e2e.config.ts']
const PLAYBACK = ['test/e2e/players.test.ts']
/** The demo, the console, the doctor and the examples: apps and pages of ours, in one browser. */
const APPS = [
  'ad-call-examples',
  'console',
  'demo',
  'doctor-app',
  'emulator-access',
  'integration-examples',
  'player-examples',
  'prebid',
].map((name) => `test/e2e/${name}.test.ts`)
// `npm run test:play` and `npm run test:launchers`: few changes touch what they test.
const SELDOM = ['test/e2e/play.test.ts', 'test/e2e/*-launcher.test.ts']
const reports = path.join(root, 'node_modules/.cache/ctv-tracker/reports')
const reportOf = (name) => path.join(reports, `${name}.json`)

const gates = [
  { name: 'typecheck', command: [NODE, 'scripts/typecheck.mjs'] },
  {
    name: 'lint',
    command: [
      NODE,
      'node_modules/eslint/bin/eslint.js',
      '.',
      '--max-warnings',
      '0',
      '--cache',
      '--cache-location',
      'node_modules/.cache/ctv-tracker/eslint',
    ],
  },
  {
    name: 'format',
    command: [
      NODE,
      'node_modules/prettier/bin/prettier.cjs',
      '--check',
      '.',
      '--cache',
      '--cache-location',
      'node_modules/.cache/ctv-tracker/prettier',
    ],
  },
  { name: 'committed files', command: [NODE, 'scripts/check-tree.mjs'] },
  // Alone: a busy machine must not decide about time limits.
  {
    name: 'unit, contract, scenario',
    command: [...VITEST, `--outputFile.json=${reportOf('unit')}`],
    cases: 'unit',
    alone: true,
  },
  { name: 'build', command: [NODE, 'scripts/build.mjs'] },
  { name: 'browsers', command: [NODE, 'test/engines/install.mjs'] },
  {
    name: 'browsers unpacked',
    command: [NODE, '--import', './scripts/typescript.mjs', 'test/engines/unpack.ts'],
    needs: ['browsers'],
  },
  { name: 'players', command: [NODE, 'test/players/install.mjs'] },
  { name: 'ad clients', command: [NODE, 'test/ad-clients/install.mjs'] },
  // Side by side, for most of it is waiting: films play in real time, one after another. What is short fills the gap at the end.
  {
    name: 'e2e, playback',
    command: [...E2E, ...PLAYBACK, `--outputFile.json=${reportOf('playback')}`],
    needs: ['build', 'browsers unpacked', 'players', 'ad clients'],
    cases: 'playback',
  },
  {
    name: 'e2e, apps',
    command: [...E2E, ...APPS, `--outputFile.json=${reportOf('apps')}`],
    needs: ['build', 'browsers unpacked', 'players', 'ad clients'],
    cases: 'apps',
  },
  {
    name: 'e2e',
    command: [
      ...E2E,
      ...[...PLAYBACK, ...APPS, ...SELDOM].flatMap((file) => ['--exclude', file]),
      `--outputFile.json=${reportOf('e2e')}`,
    ],
    needs: ['build', 'browsers unpacked', 'players', 'ad clients'],
    cases: 'e2e',
  },
  { name: 'ES5', command: [NODE, 'scripts/check-es5.mjs'], needs: ['build'] },
  { name: 'size', command: [NODE, 'scripts/size.mjs'], needs: ['build'] },
  { name: 'API report', command: [NODE, 'scripts/api-report.mjs'], needs: ['build'] },
  { name: 'badges', command: [NODE, 'scripts/badges.mjs'], needs: ['build'] },
  { name: 'reference', command: [NODE, '--import', './scripts/typescript.mjs', 'scripts/reference.mjs'] },
  { name: 'types', command: [NODE, 'node_modules/typescript/bin/tsc', '-p', 'test/types'], needs: ['build'] },
  {
    name: 'types of players',
    command: [NODE, 'node_modules/typescript/bin/tsc', '-p', 'test/types/players'],
    needs: ['build', 'players'],
  },
  {
    name: 'types of ad clients',
    command: [NODE, 'node_modules/typescript/bin/tsc', '-p', 'test/types/ad-clients'],
    needs: ['build', 'players', 'ad clients'],
  },
  {
    name: 'doc examples',
    command: [NODE, 'scripts/doc-examples.mjs'],
    needs: ['build', 'browsers', 'players', 'ad clients'],
  },
  { name: 'package', command: [NODE, 'scripts/check-package.mjs'], needs: ['build'] },
]

rmSync(reports, { recursive: true, force: true })
mkdirSync(reports, { recursive: true })

const total = { passed: 0, failed: 0 }
const unfinished = new Set(gates.map(({ name }) => name))
const startedAt = performance.now()

const watchdog = setTimeout(() => {
  stopTasks()
  console.error(`stopped after ${LIMIT_MS / 1000} s; not finished: ${[...unfinished].join(', ')}`)
  total.failed += unfinished.size
  finish(1)
  process.stdout.write('', () => process.exit())
}, LIMIT_MS)

await runTasks(gates, {
  // More than there are processors on a small machine: what waits for a film or for a package leaves them to others.
  jobs: 3,
  onDone({ name, status, ms, output }) {
    if (performance.now() - startedAt > LIMIT_MS) return
    unfinished.delete(name)
    const { cases } = gates.find((gate) => gate.name === name)
    const counted =
      cases === undefined
        ? null
        : countCases(existsSync(reportOf(cases)) ? readFileSync(reportOf(cases), 'utf8') : null)
    const { passed, failed } = counted ?? { passed: 0, failed: 0 }
    total.passed += counted ? passed : status === 'passed' ? 1 : 0
    // A run that fails without a failed case (a crash, an error outside the tests) is a failure all the same.
    total.failed += failed > 0 ? failed : status === 'passed' ? 0 : 1
    const note = counted ? `  ${passed} passed, ${failed} failed` : ''
    console.log(`${status === 'passed' ? 'ok    ' : 'FAILED'}${formatSeconds(ms)}  ${name}${note}`)
    if (status !== 'passed') console.log(indent(output))
    else if (name === 'size') console.log(indent(output.split('\n\n')[0]))
  },
})

clearTimeout(watchdog)
console.log(`total ${formatSeconds(performance.now() - startedAt)}`)
finish(total.failed > 0 ? 1 : 0)

function finish(code) {
  // Set, not called: what was printed must reach a pipe first.
  process.exitCode = code
  console.log(`${total.passed} passed, ${total.failed} failed`)
}

function indent(text) {
  return text.replace(/^(?=.)/gm, '        ')
}
