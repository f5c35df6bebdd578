/**
 * Rollup plugins that bring code down to ES5 syntax.
 *
 * uuid and idb-keyval ship modern syntax, which a television from 2015 cannot parse.
 * Only syntax is changed; which functions the engine must offer is a matter for
 * `scripts/check-es5.mjs`.
 */
import { ts } from '../lib/require.mjs'

const DEPENDENCY = /[\\/]node_modules[\\/]/

/** Transpiles every JavaScript module that lies in `node_modules`. */
export function dependenciesToEs5() {
  return {
    name: 'dependencies-to-es5',
    transform(code, id) {
      return DEPENDENCY.test(id) && /\.m?js$/.test(id) ? transpileToEs5(code, id) : null
    },
  }
}

/**
 * ES modules stay ES modules and CommonJS stays CommonJS: only the syntax inside changes.
 * `iteration` lets `for…of` and spread walk over more than arrays, at a price in bytes.
 */
export function transpileToEs5(code, fileName, { iteration = false } = {}) {
  const { outputText, sourceMapText } = ts.transpileModule(code, {
    fileName: fileName.replace(/\.mjs$/, '.js'),
    compilerOptions: {
      target: ts.ScriptTarget.ES5,
      ignoreDeprecations: '5.0',
      module: ts.ModuleKind.ESNext,
      moduleDetection: ts.ModuleDetectionKind.Legacy,
      verbatimModuleSyntax: true,
      downlevelIteration: iteration,
      allowJs: true,
      sourceMap: true,
    },
  })
  const map = JSON.parse(sourceMapText)
  map.sources = [fileName]
  map.sourcesContent = [code]
  return { code: outputText.replace(/\/\/# sourceMappingURL=.*\s*$/, ''), map }
}

/** Warnings stop a build. Helpers begin with `this && this.__assign`, which has no place in a source map: known, and right. */
export function failOnWarning({ code = '', message }) {
  if (code !== 'THIS_IS_UNDEFINED' && code !== 'SOURCEMAP_ERROR') throw new Error(message)
}
