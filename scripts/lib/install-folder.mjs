/**
 * Packages that only some commands need lie in folders of their own, with a lockfile each, and are installed when first needed.
 * Plain Node, no dependencies.
 */
import { spawnSync } from 'node:child_process'
import { statSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))

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
 * Runs `npm ci` in a folder unless that is done already; throws with npm's own words when it fails.
 * @param {string} folder Absolute.
 * @param {string[]} [flags] Further ones for npm.
 * @returns {'present' | 'installed'}
 */
export function installIn(folder, flags = []) {
  if (isInstalled(folder)) return 'present'
  // npm hands its settings down as npm_config_* (prefix, workspace); inherited, they would point at the root.
  const env = Object.fromEntries(
    Object.entries(process.env).filter(
      ([key]) => !/^npm_config_(local_prefix|prefix|workspaces?|global_prefix)$/i.test(key),
    ),
  )
  const result = spawnSync('npm', ['ci', '--no-progress', ...flags], { cwd: folder, env, encoding: 'utf8' })
  if (result.status !== 0) {
    throw new Error(`npm ci in ${relative(root, folder)} failed: ${result.error?.message ?? result.stderr.trim()}`)
  }
  return 'installed'
}
