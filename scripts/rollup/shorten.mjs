/**
 * Rollup plugins that make modules smaller. Variables keep their names: an app's bundler chooses new ones.
 */
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { transform } from 'esbuild'
import { minify } from 'terser'
import { root } from '../lib/tasks.mjs'
import { compiledFolder } from './compiled.mjs'
import { INTERNAL_NAME, nameInternals } from './internal-names.mjs'

/**
 * What the minifier may do. No getter of ours, or of what is read here, does anything but read. Functions with parameters stay functions:
 * put into the place of their calls they make a shorter text that compresses worse.
 */
export const compress = { passes: 2, keep_fargs: false, pure_getters: true, inline: 1 }

/** One short name for each internal member, in whichever of our modules it stands. */
export function shortenMembers() {
  let mangleCache
  return {
    name: 'shorten-members',
    async renderChunk(code) {
      mangleCache ??= nameInternals(readCompiled())
      const shortened = await transform(code, { mangleProps: INTERNAL_NAME, mangleCache, target: 'es5' })
      return { code: shortened.code, map: null }
    },
  }
}

function readCompiled() {
  const folder = path.join(root, compiledFolder)
  return readdirSync(folder, { recursive: true })
    .filter((file) => file.endsWith('.js'))
    .map((file) => readFileSync(path.join(folder, file), 'utf8'))
}

/** Simplifies each module by itself. */
export function simplify() {
  return {
    name: 'simplify',
    async renderChunk(code, chunk, { format }) {
      const { code: simplified } = await minify(code, {
        module: format === 'es',
        toplevel: true,
        ecma: 5,
        ie8: false,
        // Bundlers give a variable no name of a function around it: a function that is moved into another has fewer names to choose from.
        compress: { ...compress, reduce_funcs: false },
        mangle: false,
        format: { beautify: true, indent_level: 2, comments: false, preserve_annotations: true },
      })
      return { code: `${simplified}\n`, map: null }
    },
  }
}
