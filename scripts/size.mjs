/**
 * Measures what users download against `budgets.mjs`, and shows which module weighs what.
 */
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import { budgets } from './budgets.mjs'
import { scriptBuilds } from './entries.mjs'
import { weighSources } from './lib/source-map.mjs'
import { root } from './lib/tasks.mjs'

const format = (bytes) => bytes.toLocaleString('en-US').padStart(7)
const gzipBytes = (code) => gzipSync(code, { level: 9 }).length

async function measure({ script, code }) {
  if (script) {
    const file = path.join(root, script)
    if (!existsSync(file)) throw new Error(`${script} is not built`)
    const text = readFileSync(file)
    return { raw: text.length, gzip: gzipBytes(text) }
  }
  const { outputFiles } = await build({
    stdin: { contents: code, resolveDir: root, sourcefile: 'app.js' },
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    platform: 'browser',
    logLevel: 'silent',
  })
  return { raw: outputFiles[0].contents.length, gzip: gzipBytes(outputFiles[0].contents) }
}

console.log('  gzip   limit     raw  (bytes)')
for (const budget of budgets) {
  try {
    const { raw, gzip } = await measure(budget)
    const over = gzip > budget.limitBytes
    const promised = budget.promisedBytes ? `  (promised ${format(budget.promisedBytes).trim()})` : ''
    if (over) process.exitCode = 1
    console.log(
      `${format(gzip)} ${format(budget.limitBytes)} ${format(raw)}  ${budget.name}${promised}${over ? `  OVER by ${gzip - budget.limitBytes}` : ''}`,
    )
  } catch (error) {
    process.exitCode = 1
    console.log(
      `${'failed'.padStart(7)} ${format(budget.limitBytes)} ${''.padStart(7)}  ${budget.name}: ${error.message.split('\n').slice(0, 3).join(' ')}`,
    )
  }
}

// The build for all platforms: the others hold parts of it.
const name = scriptBuilds[0].name
const file = path.join(root, `dist/${name}.min.js`)
if (existsSync(file)) {
  const shares = weighSources(readFileSync(file, 'utf8'), JSON.parse(readFileSync(`${file}.map`, 'utf8')), gzipBytes)
  console.log(
    `\nWhere the bytes of ${name}.min.js are: gzip is what leaving the module out would save\n   gzip     raw`,
  )
  for (const share of shares) {
    const label =
      share.source === null
        ? '(between modules)'
        : share.source.replace(/^(\.\.\/)+/, '').replace(/^.*node_modules\//, '')
    console.log(`${format(share.gzipBytes)} ${format(share.rawBytes)}  ${label}`)
  }
}
