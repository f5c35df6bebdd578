/**
 * A Rollup plugin that gives the entry of a script the shape which makes the smallest and plainest global.
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
