/**
 * Rollup plugins that read what the step `compile` wrote: every module in ES5, with a source map, and its declarations.
 */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { root } from '../lib/tasks.mjs'

export const compiledFolder = 'node_modules/.cache/ctv-tracker/es5'

/** Modules with the way back to their sources. */
export function compiled() {
  return {
    name: 'compiled',
    load: (id) => ({ code: readFileSync(id, 'utf8'), map: JSON.parse(readFileSync(`${id}.map`, 'utf8')) }),
  }
}

const FULL = path.join(root, compiledFolder, 'src/sentences.js')

/** Leaves sentences out of what ships: `src/sentences.short.ts` takes the place of `src/sentences.ts`. */
export function shortSentences() {
  return {
    name: 'short-sentences',
    resolveId: (source, importer) =>
      importer && path.resolve(path.dirname(importer), source) === FULL ? FULL.replace(/\.js$/, '.short.js') : null,
  }
}
