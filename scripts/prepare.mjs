/**
 * After an install in this repository: builds what `npm start` serves, so that it starts at once.
 * Without the development dependencies (`--omit=dev`) there is nothing to build with, and nothing to build for.
 */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)))
if (existsSync(path.join(root, 'node_modules/typescript')) && existsSync(path.join(root, 'node_modules/esbuild'))) {
  const { status } = spawnSync(process.execPath, [path.join(root, 'scripts/ensure-built.mjs'), 'demo-app'], {
    cwd: root,
    stdio: 'inherit',
  })
  process.exitCode = status ?? 1
}
