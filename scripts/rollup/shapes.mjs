/**
 * Rollup plugins that give modules the shape which makes the smallest and plainest script.
 */
import path from 'node:path'

/** The global is the namespace of the entry itself, rather than an `exports` object filled at the end. */
export function namespaceAsDefault() {
  const suffix = '?namespace'
  return {
    name: 'namespace-as-default',
    resolveId: (source, importer) => (importer === undefined ? path.resolve(source) + suffix : null),
    load(id) {
      if (!id.endsWith(suffix)) return null
      return `import * as api from ${JSON.stringify(id.slice(0, -suffix.length))}\nexport default api`
    },
  }
}

/** eventemitter3 is CommonJS in its last statement only: as a module it needs no wrapper. */
export function emitterAsModule() {
  const lastStatement = /if \('undefined' !== typeof module\) \{\s*module\.exports = EventEmitter;\s*\}/
  return {
    name: 'emitter-as-module',
    transform(code, id) {
      if (!/[\\/]eventemitter3[\\/]index\.js$/.test(id)) return null
      if (!lastStatement.test(code)) this.error('eventemitter3 ends differently than expected')
      return { code: code.replace(lastStatement, 'export default EventEmitter'), map: null }
    },
  }
}
