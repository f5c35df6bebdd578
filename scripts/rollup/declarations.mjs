/**
 * Rollup plugins that put declarations beside what they declare.
 */
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { root } from '../lib/tasks.mjs'
import { compiledFolder } from './compiled.mjs'

/** Those of every module. */
export function copyDeclarations() {
  return {
    name: 'copy-declarations',
    generateBundle() {
      const folder = path.join(root, compiledFolder)
      for (const file of readdirSync(folder, { recursive: true })) {
        if (!file.endsWith('.d.ts')) continue
        const fileName = file.split(path.sep).join('/')
        this.emitFile({
          type: 'asset',
          fileName,
          source: forEveryCompiler(readFileSync(path.join(folder, file), 'utf8')),
        })
      }
    },
  }
}

/** The compiler leaves `./x.ts` as it is, which nobody finds; and compilers before 5.0 know no `export type *`. */
function forEveryCompiler(declarations) {
  return declarations
    .replace(/((?:from|import)\s*\(?\s*['"]\.{1,2}\/[^'"]*)\.ts(['"])/g, '$1.js$2')
    .replace(/^export type \* from/gm, 'export * from')
}

/** Those of a file for a script tag: the global, and what `require` and `import` give. */
export function declareScript(file, source) {
  const declarations = [
    `import * as CtvTracker from './cjs/${source.replace(/\.ts$/, '.js')}'`,
    'export = CtvTracker',
    'export as namespace CtvTracker',
  ]
  return {
    name: 'declare-script',
    generateBundle() {
      this.emitFile({ type: 'asset', fileName: file.replace(/\.js$/, '.d.ts'), source: `${declarations.join('\n')}\n` })
    },
  }
}
