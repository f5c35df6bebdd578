/**
 * A Rollup plugin for the folder that is written to: says what it holds, and leaves no module in it that an earlier build wrote.
 */
import { existsSync, readdirSync, rmSync } from 'node:fs'
import path from 'node:path'

export function outputFolder(manifest) {
  return {
    name: 'output-folder',
    generateBundle() {
      this.emitFile({ type: 'asset', fileName: 'package.json', source: `${JSON.stringify(manifest)}\n` })
    },
    // Not before: whoever uses the build meanwhile finds it whole.
    writeBundle({ dir }, bundle) {
      for (const file of dir && existsSync(dir) ? readdirSync(dir, { recursive: true }) : [])
        if (/\.(js|map|ts)$/.test(file) && !(file.split(path.sep).join('/') in bundle)) rmSync(path.join(dir, file))
    },
  }
}
