/** A Rollup plugin that leaves sentences out of what ships: `src/sentences.short.ts` takes the place of `src/sentences.ts`. */
import path from 'node:path'
import { root } from '../lib/tasks.mjs'

const FULL = path.join(root, 'src/sentences.ts')
const SHORT = path.join(root, 'src/sentences.short.ts')

export function shortSentences() {
  return {
    name: 'short-sentences',
    resolveId: (source, importer) => (importer && path.resolve(path.dirname(importer), source) === FULL ? SHORT : null),
  }
}
