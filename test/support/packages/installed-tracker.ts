/**
 * A project that has `ctv-tracker` installed: the sources of this tree, or a stand-in, as a package.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const source = (path: string): string => fileURLToPath(new URL(`../../../${path}`, import.meta.url))

/** Writes the package below `project`; `code` replaces its main module. */
export async function installTracker(project: string, code?: string): Promise<void> {
  const folder = join(project, 'node_modules/ctv-tracker')
  mkdirSync(folder, { recursive: true })
  const manifest = {
    name: 'ctv-tracker',
    version: '0.0.0',
    type: 'module',
    exports: { '.': './main.js', './ads': './ads.js' },
  }
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest))
  await build({
    entryPoints: { main: source('platforms/auto/index.ts'), ads: source('src/ads/index.ts') },
    outdir: folder,
    bundle: true,
    format: 'esm',
    target: 'es2020',
    logLevel: 'silent',
  })
  if (code !== undefined) writeFileSync(join(folder, 'main.js'), code)
}
