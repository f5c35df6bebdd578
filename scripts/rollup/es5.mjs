/**
 * Brings JavaScript down to ES5 syntax: uuid and idb-keyval ship what no television from 2015 can parse.
 * Only syntax is changed, module by module; which functions the engine must offer is a matter for `scripts/check-es5.mjs`.
 */
import { ts } from '../lib/require.mjs'

const PACKAGE = /[\\/]node_modules[\\/].*\.m?js$/

/** Transpiles every module that lies in `node_modules`. */
export function packagesToEs5() {
  return {
    name: 'packages-to-es5',
    transform: (code, id) => (PACKAGE.test(id) ? transpileToEs5(code, id) : null),
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
