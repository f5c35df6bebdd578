/**
 * The script-tag builds: one global `CtvTracker`, ES5 syntax, dependencies included.
 * `.js` says in sentences what is wrong, `.min.js` in codes and facts.
 */
import { readFileSync } from 'node:fs'
import commonjs from '@rollup/plugin-commonjs'
import nodeResolve from '@rollup/plugin-node-resolve'
import terser from '@rollup/plugin-terser'
import { scriptBuilds } from './scripts/entries.mjs'
import { modulesToEs5, failOnWarning } from './scripts/rollup/es5.mjs'
import { INTERNAL_NAME } from './scripts/rollup/internal-names.mjs'
import { shortSentences } from './scripts/rollup/sentences.mjs'
import { namespaceAsDefault } from './scripts/rollup/shapes.mjs'

const { version } = JSON.parse(readFileSync(new URL('./package.json', import.meta.url), 'utf8'))

const output = {
  format: 'iife',
  name: 'CtvTracker',
  exports: 'default',
  sourcemap: true,
  freeze: false,
  externalLiveBindings: false,
  generatedCode: 'es5',
  banner: `/*! ctv-tracker ${version}, MIT; licences of what it contains: licenses.txt */`,
}

const toEs5 = modulesToEs5()

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
  // No getter of ours, or of what is read here, does anything but read.
  compress: { passes: 6, keep_fargs: false, pure_getters: true },
  mangle: { properties: { regex: INTERNAL_NAME } },
  format: { comments: /^!/ },
})

function bundle({ input, name }, isMinified) {
  return {
    input,
    plugins: [
      namespaceAsDefault(),
      isMinified && shortSentences(),
      // Without the `node` condition: under it uuid offers a build that only Node can load.
      nodeResolve({ browser: true, exportConditions: ['browser', 'module', 'import', 'default'] }),
      // eventemitter3.
      commonjs({ include: /node_modules/, strictRequires: false, defaultIsModuleExports: true }),
      toEs5,
      kindOfFolder,
    ],
    onwarn: failOnWarning,
    output: { ...output, file: `dist/${name}${isMinified ? '.min' : ''}.js`, plugins: [isMinified && minify] },
  }
}

export default scriptBuilds.flatMap((script) => [bundle(script, false), bundle(script, true)])
