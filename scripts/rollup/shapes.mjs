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

const UNUSED_METHODS = ['emit', 'eventNames', 'listenerCount', 'once', 'removeAllListeners', 'addListener']

/**
 * eventemitter3 is CommonJS in its last statement only: as a module it needs no wrapper.
 * Methods that the tracker never calls are left out: no minifier can know that of a prototype.
 */
export function emitterAsModule() {
  const lastStatement = /if \('undefined' !== typeof module\) \{\s*module\.exports = EventEmitter;\s*\}/
  return {
    name: 'emitter-as-module',
    transform(code, id) {
      if (!/[\\/]eventemitter3[\\/]index\.js$/.test(id)) return null
      const replace = (text, pattern, by) => {
        if (!pattern.test(text)) this.error(`eventemitter3 is written differently than expected: no ${pattern}`)
        return text.replace(pattern, by)
      }
      const asModule = replace(code, lastStatement, 'export default EventEmitter')
      const left = UNUSED_METHODS.reduce(
        (text, name) =>
          replace(
            text,
            new RegExp(
              `^EventEmitter\\.prototype\\.${name} = (EventEmitter\\.prototype\\.on;|function [^]*?^\\};)$`,
              'm',
            ),
            '',
          ),
        asModule,
      )
      return { code: left, map: null }
    },
    renderChunk(code) {
      const used = UNUSED_METHODS.find((name) => new RegExp(`\\bemitter(\\$\\d+)?\\.${name}\\(`).test(code))
      if (used) this.error(`eventemitter3 has no ${used}() in this build: see UNUSED_METHODS`)
      return null
    },
  }
}
