/**
 * Folders that are in the packed package alone: `ctv-tracker/tizen` is a folder for all who read no `exports` (webpack 4, Jest
 * before 28, `moduleResolution: node10`, import rules of ESLint), and its package.json says which files it stands for.
 *
 * `npm pack` runs this before, and with `--remove` after it.
 */
import { mkdirSync, readdirSync, rmdirSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { compiledPath, moduleEntries } from './entries.mjs'
import { root } from './lib/tasks.mjs'

const entries = Object.entries(moduleEntries)
// A folder within a folder goes first.
if (process.argv.includes('--remove')) entries.reverse()
for (const [entry, source] of entries) {
  if (entry === '.') continue
  const folder = path.join(root, entry)
  const manifest = path.join(folder, 'package.json')
  if (process.argv.includes('--remove')) {
    rmSync(manifest, { force: true })
    if (readdirSync(folder).length === 0) rmdirSync(folder)
    continue
  }
  const locate = (output) => path.posix.relative(entry, `./${compiledPath(source, output)}`)
  const main = locate('dist/cjs')
  const fields = {
    type: 'module',
    main,
    module: locate('dist/esm'),
    types: main.replace(/\.js$/, '.d.ts'),
    sideEffects: false,
  }
  mkdirSync(folder, { recursive: true })
  writeFileSync(manifest, `${JSON.stringify(fields, null, 2)}\n`)
}
