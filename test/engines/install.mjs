/**
 * Installs the test browsers into this folder when they are missing or older than the lockfile.
 * Plain Node, no dependencies: `node test/engines/install.mjs`, or `import { installEngines }`.
 */
import { spawnSync } from 'node:child_process'
import { statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const folder = fileURLToPath(new URL('.', import.meta.url))

/** @param {string} path */
function modifiedMs(path) {
  const stats = statSync(path, { throwIfNoEntry: false })
  return stats ? stats.mtimeMs : null
}

/**
 * True when `npm ci` has finished here since the lockfile last changed.
 * npm writes `node_modules/.package-lock.json` last, so an interrupted install does not count.
 * @returns {boolean}
 */
export function isInstalled() {
  const installedMs = modifiedMs(join(folder, 'node_modules', '.package-lock.json'))
  const lockMs = modifiedMs(join(folder, 'package-lock.json'))
  return installedMs !== null && lockMs !== null && installedMs >= lockMs
}

/**
 * Runs `npm ci` here unless that is done already; throws with npm's own words when it fails.
 * @returns {'present' | 'installed'}
 */
export function installEngines() {
  if (isInstalled()) return 'present'
  // npm hands its settings down as npm_config_* (prefix, workspace); inherited, they would point at the root.
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_config_(local_prefix|prefix|workspaces?|global_prefix)$/i.test(name)))
  const result = spawnSync('npm', ['ci', '--no-progress'], { cwd: folder, env, encoding: 'utf8' })
  if (result.status !== 0) {
    throw new Error(`npm ci in test/engines failed: ${result.error?.message ?? result.stderr.trim()}`)
  }
  return 'installed'
}

/** For vitest's `globalSetup`. */
export function setup() {
  installEngines()
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const startedMs = performance.now()
  try {
    const outcome = installEngines()
    const seconds = ((performance.now() - startedMs) / 1000).toFixed(1)
    console.log(outcome === 'present' ? 'test browsers: present' : `test browsers: installed in ${seconds} s`)
  } catch (error) {
    console.error(`test browsers: ${error instanceof Error ? error.message : String(error)}`)
    process.exitCode = 1
  }
}
