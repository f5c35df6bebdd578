/** What every build of the library has in common: sources and the packages it contains, brought down to ES5. */
import commonjs from '@rollup/plugin-commonjs'
import nodeResolve from '@rollup/plugin-node-resolve'
import { failOnWarning, modulesToEs5 } from './es5.mjs'
import { shortSentences } from './sentences.mjs'

const toEs5 = modulesToEs5()

/** Rollup's input options. Without `sentences` the tracker speaks in codes and facts. */
export function library({ input, sentences, plugins = [] }) {
  return {
    input,
    plugins: [
      ...plugins,
      !sentences && shortSentences(),
      // Without the `node` condition: under it uuid offers a build that only Node can load.
      nodeResolve({ browser: true, exportConditions: ['browser', 'module', 'import', 'default'] }),
      // eventemitter3.
      commonjs({ include: /node_modules/, strictRequires: false, defaultIsModuleExports: true }),
      toEs5,
    ],
    onwarn: failOnWarning,
  }
}

/** How the library's outputs are written: no getters, no frozen namespaces, nothing newer than ES5. */
export const es5Output = { freeze: false, externalLiveBindings: false, generatedCode: 'es5' }

/** What the minifier may do. No getter of ours, or of what is read here, does anything but read. */
export const compress = { passes: 6, keep_fargs: false, pure_getters: true }
