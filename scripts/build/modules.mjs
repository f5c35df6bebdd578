/**
 * The ES modules that a bundler takes, a file for each source, with the packages they need among them and `_` members shortened:
 * `dist/esm` for every entry, and `dist/development` for those of the tracker, which differs in its sentences.
 */
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { transform } from 'esbuild'
import { rollup } from 'rollup'
import { minify } from 'terser'
import { moduleEntries, trackerEntries } from '../entries.mjs'
import { root } from '../lib/tasks.mjs'
import { INTERNAL_NAME, nameInternals } from '../rollup/internal-names.mjs'
import { compress, es5Output, library } from '../rollup/library.mjs'

await writeModules('dist/esm', { input: Object.values(moduleEntries) })
await writeModules('dist/development', { input: trackerEntries.map((entry) => moduleEntries[entry]), sentences: true })

async function writeModules(folder, { input, sentences = false }) {
  const bundle = await rollup(library({ input, sentences }))
  const { output } = await bundle.generate({
    ...es5Output,
    format: 'es',
    preserveModules: true,
    preserveModulesRoot: root,
    entryFileNames: ({ name }) => `${nameFile(name)}.js`,
  })
  const mangleCache = nameInternals(output.map(({ code }) => code))
  const written = new Map([['package.json', '{ "type": "module", "sideEffects": false }\n']])
  for (const { fileName, code } of output) {
    // Members alone: an app's bundler names variables anew.
    const shortened = await transform(code, { mangleProps: INTERNAL_NAME, mangleCache, target: 'es5' })
    const shipped = await minify(shortened.code, {
      module: true,
      ecma: 5,
      ie8: false,
      compress,
      mangle: false,
      format: { beautify: true, indent_level: 2, comments: false, preserve_annotations: true },
    })
    written.set(fileName, `${shipped.code}\n`)
  }
  for (const [fileName, text] of written) {
    const file = path.join(root, folder, fileName)
    mkdirSync(path.dirname(file), { recursive: true })
    writeFileSync(file, text)
  }
  removeLeftovers(path.join(root, folder), written)
}

/** Sources where they lie; npm would not pack a folder called `node_modules`. */
function nameFile(name) {
  return name.replace(/^node_modules\//, 'packages/').replace(/^_virtual\//, 'packages/virtual/')
}

/** What an earlier build left. Not before: whoever uses the build meanwhile finds it whole. */
function removeLeftovers(folder, written) {
  if (!existsSync(folder)) return
  for (const file of readdirSync(folder, { recursive: true }))
    if (file.endsWith('.js') && !written.has(file.split(path.sep).join('/'))) rmSync(path.join(folder, file))
}
