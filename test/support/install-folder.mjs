/**
 * Packages that only some tests need lie in folders of their own, with a lockfile each, and are installed when first needed.
 * Plain Node, no dependencies.
 */
import { spawnSync } from 'node:child_process'
import { statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const test = fileURLToPath(new URL('..', import.meta.url))

/** @param {string} path */
function modifiedMs(path) {
  const stats = statSync(path, { throwIfNoEntry: false })
  return stats ? stats.mtimeMs : null
}

/**
 * True when `npm ci` has finished there since the lockfile last changed.
 * npm writes `node_modules/.package-lock.json` last, so an interrupted install does not count.
 * @param {string} folder
 * @returns {boolean}
 */
function isInstalled(folder) {
  const installedMs = modifiedMs(join(folder, 'node_modules', '.package-lock.json'))
  const lockMs = modifiedMs(join(folder, 'package-lock.json'))
  return installedMs !== null && lockMs !== null && installedMs >= lockMs
}

/**
 * Runs `npm ci` in a folder of `test/` unless that is done already; throws with npm's own words when it fails.
 * @param {string} name
 * @returns {'present' | 'installed'}
 */
export function installFolder(name) {
  const folder = join(test, name)
  if (isInstalled(folder)) return 'present'
  // npm hands its settings down as npm_config_* (prefix, workspace); inherited, they would point at the root.
  const env = Object.fromEntries(Object.entries(process.env).filter(([key]) => !/^npm_config_(local_prefix|prefix|workspaces?|global_prefix)$/i.test(key)))
  const result = spawnSync('npm', ['ci', '--no-progress'], { cwd: folder, env, encoding: 'utf8' })
  if (result.status !== 0) {
    throw new Error(`npm ci in test/${name} failed: ${result.error?.message ?? result.stderr.trim()}`)
  }
  return 'installed'
}

/**
 * As a command: says what happened, and fails in one line.
 * @param {string} name
 */
export function installFromCommand(name) {
  const startedMs = performance.now()
  try {
    const outcome = installFolder(name)
    const seconds = ((performance.now() - startedMs) / 1000).toFixed(1)
    console.log(outcome === 'present' ? `test/${name}: present` : `test/${name}: installed in ${seconds} s`)
  } catch (error) {
    console.error(`test/${name}: ${error instanceof Error ? error.message : String(error)}`)
    process.exitCode = 1
  }
}
