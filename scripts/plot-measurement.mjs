/**
 * The drawings of `docs/measurement.md`, from runs of the meter. `--write` brings them up to date; without it a
 * difference is a failure.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { build } from 'esbuild'
import { root } from './lib/tasks.mjs'
import { cases, describeFigures, measureCase } from './measurement/cases.mjs'
import { drawCase } from './measurement/drawing.mjs'

const { outputFiles } = await build({
  entryPoints: [path.join(root, 'src/engagement/index.ts')],
  bundle: true,
  format: 'esm',
  write: false,
  logLevel: 'silent',
})
const { createMeter } = await import(`data:text/javascript,${encodeURIComponent(outputFiles[0].text)}`)

const folder = path.join(root, 'docs/images')
mkdirSync(folder, { recursive: true })
for (const hardCase of cases) {
  const file = path.join(folder, hardCase.file)
  const measured = measureCase(createMeter, hardCase)
  const svg = drawCase(hardCase, measured)
  console.log(describeFigures(hardCase, measured))
  if (process.argv.includes('--write')) writeFileSync(file, svg)
  else if (!existsSync(file) || readFileSync(file, 'utf8') !== svg) {
    console.error(
      `docs/images/${hardCase.file} differs from what the meter gives; look at the change, then: node scripts/plot-measurement.mjs --write`,
    )
    process.exitCode = 1
  }
}
