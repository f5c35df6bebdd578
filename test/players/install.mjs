/**
 * Installs the players that hooks are tested with into this folder when they are missing or older than the lockfile: `node
 * test/players/install.mjs`.
 */
import { fileURLToPath } from 'node:url'
import { installFolder, installFromCommand } from '../support/packages/install-folder.mjs'

/** For vitest's `globalSetup`. */
export function setup() {
  installFolder('players')
}

if (process.argv[1] === fileURLToPath(import.meta.url)) installFromCommand('players')
