/**
 * The script-tag builds: one global `CtvTracker`, ES5 syntax, dependencies included.
 * `.js` says in sentences what is wrong, `.min.js` in codes and facts.
 */
import { readFileSync } from 'node:fs'
import terser from '@rollup/plugin-terser'
import { scriptBuilds } from './scripts/entries.mjs'
import { INTERNAL_NAME } from './scripts/rollup/internal-names.mjs'
import { compress, es5Output, library } from './scripts/rollup/library.mjs'
import { namespaceAsDefault } from './scripts/rollup/shapes.mjs'

const { version } = JSON.parse(readFileSync(new URL('./package.json', import.meta.url), 'utf8'))

/** The package is made of ES modules, these files are scripts: each folder says what it holds. */
const kindOfFolder = {
  name: 'kind-of-folder',
  generateBundle() {
    this.emitFile({ type: 'asset', fileName: 'package.json', source: '{ "type": "commonjs" }\n' })
  },
}

const minify = terser({
  ecma: 5,
  ie8: false,
  maxWorkers: 1,
  compress,
  mangle: { properties: { regex: INTERNAL_NAME } },
  format: { comments: /^!/ },
})

function bundle({ input, name }, isMinified) {
  return {
    ...library({ input, sentences: !isMinified, plugins: [namespaceAsDefault(), kindOfFolder] }),
    output: {
      ...es5Output,
      file: `dist/${name}${isMinified ? '.min' : ''}.js`,
      format: 'iife',
      name: 'CtvTracker',
      exports: 'default',
      sourcemap: true,
      banner: `/*! ctv-tracker ${version}, MIT; licences of what it contains: licenses.txt */`,
      plugins: [isMinified && minify],
    },
  }
}

export default scriptBuilds.flatMap((script) => [bundle(script, false), bundle(script, true)])
