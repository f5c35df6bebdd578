/**
 * The script-tag builds: one global `CtvTracker`, ES5 syntax, dependencies included.
 */
import { readFileSync } from 'node:fs'
import nodeResolve from '@rollup/plugin-node-resolve'
import terser from '@rollup/plugin-terser'
import { scriptBuilds } from './scripts/entries.mjs'
import { modulesToEs5, failOnWarning } from './scripts/rollup/es5.mjs'
import { internalNamePattern } from './scripts/rollup/internal-names.mjs'
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

export default scriptBuilds.map(({ input, name }) => ({
  input,
  plugins: [
    namespaceAsDefault(),
    // Without the `node` condition: under it uuid offers a build that only Node can load.
    nodeResolve({ browser: true, exportConditions: ['browser', 'module', 'import', 'default'] }),
    emitterAsModule(),
    toEs5,
  ],
  onwarn: failOnWarning,
  output: [
    { ...output, file: `dist/${name}.js` },
    {
      ...output,
      file: `dist/${name}.min.js`,
      plugins: [
        terser({
          ecma: 5,
          ie8: false,
          maxWorkers: 1,
          // No getter of ours, or of what is read here, does anything but read.
          compress: { passes: 6, keep_fargs: false, pure_getters: true },
          mangle: { properties: { regex: internalNamePattern } },
          format: { comments: /^!/ },
        }),
      ],
    },
  ],
}))
