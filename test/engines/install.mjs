/** Installs the test browsers into this folder when they are missing or older than the lockfile: `node test/engines/install.mjs`. */
import { fileURLToPath } from 'node:url'
import { installFolder, installFromCommand } from '../support/install-folder.mjs'

/** For vitest's `globalSetup`. */
export function setup() {
  installFolder('engines')
}

if (process.argv[1] === fileURLToPath(import.meta.url)) installFromCommand('engines')
