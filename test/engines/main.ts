/**
 * `npm run test:engines`: the suite in every engine of the TV generations, a table of what came of it, and that table in
 * docs/engines.md. `-- --quick`: four of them, no file written. `-- --engine NAME` (may be repeated): those.
 */
import { spawn } from 'node:child_process'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { installFolder } from '../support/packages/install-folder.mjs'
import { BARE, ENGINES } from './engines.ts'
import type { EngineRow, Report } from './report.ts'
import { countAll, engineRows, formatColumns, formatMarkdown, testTables } from './report.ts'
import { chosenBare, chosenEngines, QUICK } from './selection.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))
const reportPath = join(root, 'node_modules/.cache/ctv-tracker/reports/engines.json')
const docPath = join(root, 'docs/engines.md')

const known = [...ENGINES, ...BARE]
process.exitCode = await main(process.argv.slice(2))

function readArgs(args: string[]) {
  try {
    return parseArgs({
      args,
      options: {
        quick: { type: 'boolean', default: false },
        engine: { type: 'string', multiple: true, default: [] },
        help: { type: 'boolean', short: 'h' },
      },
    }).values
  } catch (error) {
    console.error(`test:engines: ${(error as Error).message}`)
    return null
  }
}

async function main(args: string[]): Promise<number> {
  const values = readArgs(args)
  if (values === null) return 1
  const names = known.map(({ name }) => name as string)
  if (values.help) {
    console.log(
      `npm run test:engines [-- --quick | -- --engine NAME, may be repeated]\n\nEngines: ${names.join(', ')}\nQuick: ${QUICK.join(', ')}`,
    )
    return 0
  }
  const unknown = values.engine.find((name) => !names.includes(name))
  if (unknown === undefined) return run(values.engine.length > 0 ? values.engine : values.quick ? QUICK : names)
  console.error(`--engine: no engine '${unknown}'; there are ${names.join(', ')}`)
  return 1
}

async function run(names: readonly string[]): Promise<number> {
  const chosen = known.filter(({ name }) => names.includes(name))
  const homes = ['engines', 'engines/more'].filter(
    (home) => home === 'engines' || chosen.some((engine) => engine.home === home),
  )
  homes.forEach((home) => installFolder(home))
  const engines = [...(await chosenEngines(names.join())), ...(await chosenBare(names.join()))]
  const rows: EngineRow[] = engines.map((engine) => ({ ...engine, ...entryOf(engine.name) }))
  for (const { name, obstacle } of rows) if (obstacle !== null) console.log(`${name}: not run, ${obstacle}`)
  const runnable = rows.filter(({ obstacle }) => obstacle === null).map(({ name }) => name)
  if (runnable.length === 0) {
    console.log('0 passed, 0 failed')
    return 0
  }
  const code = await runSuite(runnable)
  const report = await readReport()
  if (report === null) {
    console.log('0 passed, 1 failed')
    return 1
  }
  console.log(`\n${formatColumns(engineRows(report, rows))}`)
  for (const { rows: table } of testTables(report)) console.log(`\n${formatColumns(table)}`)
  if (names.length === known.length) await writeDoc(report, rows)
  const { passed, failed } = countAll(report)
  // A run that fails without a failed test (an error outside of them) is a failure all the same.
  const failures = failed === 0 && code !== 0 ? 1 : failed
  console.log(`\n${passed} passed, ${failures} failed`)
  return failures === 0 ? 0 : 1
}

function entryOf(name: string): { stands: string; package: string } {
  const { stands, package: source } = known.find((engine) => engine.name === name)!
  return { stands, package: source }
}

async function runSuite(names: readonly string[]): Promise<number> {
  await rm(reportPath, { force: true })
  await mkdir(dirname(reportPath), { recursive: true })
  // A file of which nothing is asked would count as broken.
  const isBare = (name: string): boolean => BARE.some((engine) => engine.name === name)
  const isConsole = (name: string): boolean => BARE.some((engine) => engine.name === name && engine.kind !== 'node')
  const files = [
    names.some((name) => !isBare(name)) && 'test/engines/engines.test.ts',
    names.some(isBare) && 'test/engines/language-level.test.ts',
    names.some(isConsole) && 'test/engines/react-native.test.ts',
  ].filter((file) => file !== false)
  const vitest = [
    'node_modules/vitest/vitest.mjs',
    'run',
    ...files,
    '--config',
    'vitest.engines.config.ts',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${reportPath}`,
  ]
  const child = spawn(process.execPath, vitest, {
    cwd: root,
    env: { ...process.env, TEST_ENGINES: names.join() },
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  return new Promise((resolve, reject) => child.once('error', reject).once('close', (code) => resolve(code ?? 1)))
}

async function readReport(): Promise<Report | null> {
  // Missing where the run broke before its first test.
  const text = await readFile(reportPath, 'utf8').catch(() => null)
  return text === null ? null : (JSON.parse(text) as Report)
}

async function writeDoc(report: Report, rows: readonly EngineRow[]): Promise<void> {
  const tables = [
    formatMarkdown(engineRows(report, rows)),
    ...testTables(report).map((table) => formatMarkdown(table.rows)),
  ]
  const text = await readFile(docPath, 'utf8')
  const written = text.replace(
    /(<!-- tables[^>]*-->\n)[\s\S]*?(<!-- \/tables -->)/,
    (_, from: string, to: string) => `${from}\n${tables.join('\n\n')}\n\n${to}`,
  )
  await writeFile(docPath, written)
  console.log('\nwrote docs/engines.md')
}
