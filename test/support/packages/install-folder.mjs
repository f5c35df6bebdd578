/**
 * The folders of packages that only some tests need.
 */
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { installIn } from '../../../scripts/lib/install-folder.mjs'

const test = fileURLToPath(new URL('../../', import.meta.url))

/**
 * Runs `npm ci` in a folder of `test/` unless that is done already; throws with npm's own words when it fails.
 * @param {string} name
 * @returns {'present' | 'installed'}
 */
export function installFolder(name) {
  return installIn(join(test, name))
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
