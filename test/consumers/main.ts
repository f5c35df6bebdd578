/**
 * `npm run test:consumers`: the packed package in the set-ups that TV apps are made with, two others beside it, and the table
 * in docs/bundlers.md. `-- --only NAME` (may be repeated) runs those whose name begins so, and writes nothing.
 */
import { readFile, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { installIn } from '../../scripts/lib/install-folder.mjs'
import { installFolder } from '../support/packages/install-folder.mjs'
import { openStage } from './play.ts'
import type { Package } from './set-ups.ts'
import { PEERS, SET_UPS } from './set-ups.ts'
import { pack } from './tarball.ts'

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url))
const DOC = here('../../docs/bundlers.md')

interface Row {
  name: string
  cells: string[]
}

process.exitCode = await main(process.argv.slice(2))

async function main(args: string[]): Promise<number> {
  const { only } = parseArgs({ args, options: { only: { type: 'string', multiple: true, default: [] } } }).values
  const chosen = SET_UPS.filter(({ name }) => only.length === 0 || only.some((start) => name.startsWith(start)))
  if (chosen.length === 0) {
    console.error(`--only: there are ${SET_UPS.map(({ name }) => name).join('; ')}`)
    return 1
  }
  installFolder('engines')
  const tarball = pack()
  for (const folder of new Set(['v8', ...chosen.map((setUp) => setUp.folder)])) {
    installIn(here(folder), ['--ignore-scripts'])
    if (folder !== 'v8') tarball.installIn(here(folder))
    if (folder === 'tools') pack('tools').installIn(here(folder))
  }
  const stage = await openStage()
  const rows: Row[] = []
  let failed = 0
  try {
    for (const { name, show } of chosen) {
      const cells = []
      for (const library of ['ctv-tracker', ...PEERS] as Package[]) {
        const cell = await show(library, stage).catch((error: Error) => `FAILS: ${error.message.replace(/\s+/g, ' ')}`)
        if (library === 'ctv-tracker') {
          const isFailed = cell.startsWith('FAILS')
          failed += isFailed ? 1 : 0
          console.log(`${isFailed ? 'FAILED' : 'ok    '}  ${name}: ${cell}`)
        }
        cells.push(cell.startsWith('FAILS') && library !== 'ctv-tracker' ? 'fails' : cell)
      }
      rows.push({ name, cells })
    }
  } finally {
    await stage.close()
  }
  console.log(`\n${formatTable(rows)}\n\n${tarball.bytes.toLocaleString('en-US')} bytes packed`)
  if (only.length === 0 && failed === 0) await writeDoc(rows)
  console.log(`${chosen.length - failed} passed, ${failed} failed`)
  return failed === 0 ? 0 : 1
}

function formatTable(rows: readonly Row[]): string {
  const head = ['', 'ctv-tracker', ...PEERS]
  return [head, head.map(() => '---'), ...rows.map(({ name, cells }) => [name, ...cells])]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n')
}

async function writeDoc(rows: readonly Row[]): Promise<void> {
  const text = await readFile(DOC, 'utf8')
  const table = formatTable(rows)
  await writeFile(
    DOC,
    text.replace(
      /(<!-- table[^>]*-->\n)[\s\S]*?(<!-- \/table -->)/,
      (_, from: string, to: string) => `${from}\n${table}\n\n${to}`,
    ),
  )
}
