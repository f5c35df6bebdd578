/**
 * Rollup plugins for a file that is loaded by a script tag, by `require`, by AMD, or by an `import` for its own sake.
 */
import path from 'node:path'

const SUFFIX = '?namespace'

/**
 * The global is the namespace of the entry itself, which is smaller than an object filled at the end. It is there however the
 * file was loaded: who writes `import 'ctv-tracker/dist/ctv-tracker.js'` expects nothing else.
 */
export function scriptOrModule(name) {
  return {
    name: 'script-or-module',
    resolveId: (source, importer) => (importer === undefined ? path.resolve(source) + SUFFIX : null),
    load(id) {
      if (!id.endsWith(SUFFIX)) return null
      return `import * as api from ${JSON.stringify(id.slice(0, -SUFFIX.length))}\nexport default api`
    },
    footer: () => `if (typeof window === 'object') window.${name} = ${name};
if (typeof module === 'object' && module.exports) module.exports = ${name};
else if (typeof define === 'function' && define.amd) define(function () { return ${name}; });`,
  }
}

/** Never run: Node reads there what it may `import { … }` from. After the minifier, which would take it away. */
export function tellNode() {
  return {
    name: 'tell-node',
    renderChunk(code, { facadeModuleId }) {
      const { exports } = this.getModuleInfo(facadeModuleId.slice(0, -SUFFIX.length))
      return { code: `${code.trimEnd()}\n0 && (${exports.map((key) => `exports.${key}=`).join('')}0);\n`, map: null }
    },
  }
}
