/**
 * Installs the test browsers when they are missing or older than their lockfile: `node test/engines/install.mjs`
 * those that `npm test` needs, with `--all` those of `npm run test:engines` too.
 */
import { fileURLToPath } from 'node:url'
import { installFolder, installFromCommand } from '../support/packages/install-folder.mjs'

/** For vitest's `globalSetup`. */
export function setup() {
  installFolder('engines')
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  installFromCommand('engines')
  if (process.argv.includes('--all')) installFromCommand('engines/more')
}
