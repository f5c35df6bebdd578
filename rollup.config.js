/**
 * The script-tag builds: one global `CtvTracker`, ES5 syntax, dependencies included.
 * `.js` says in sentences what is wrong, `.min.js` in codes and facts.
 */
import { readFileSync } from 'node:fs'
import nodeResolve from '@rollup/plugin-node-resolve'
import terser from '@rollup/plugin-terser'
import { scriptBuilds } from './scripts/entries.mjs'
import { modulesToEs5, failOnWarning } from './scripts/rollup/es5.mjs'
import { internalNamePattern } from './scripts/rollup/internal-names.mjs'
import { shortSentences } from './scripts/rollup/sentences.mjs'
import { emitterAsModule, namespaceAsDefault } from './scripts/rollup/shapes.mjs'

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

const minify = terser({
  ecma: 5,
  ie8: false,
  maxWorkers: 1,
  // No getter of ours, or of what is read here, does anything but read.
  compress: { passes: 6, keep_fargs: false, pure_getters: true },
  mangle: { properties: { regex: internalNamePattern } },
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
      emitterAsModule(),
      toEs5,
    ],
    onwarn: failOnWarning,
    output: { ...output, file: `dist/${name}${isMinified ? '.min' : ''}.js`, plugins: [isMinified && minify] },
  }
}

export default scriptBuilds.flatMap((script) => [bundle(script, false), bundle(script, true)])
