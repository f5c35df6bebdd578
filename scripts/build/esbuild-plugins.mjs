/**
 * How the demo finds what it is made of, for esbuild.
 */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { root } from '../lib/tasks.mjs'

/** Finds `ctv-tracker/…` through the `exports` of the package, which is not installed in its own repository. */
export function resolvePackage() {
  const { name, exports } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'))
  return {
    name: 'resolve-package',
    setup({ onResolve }) {
      onResolve({ filter: new RegExp(`^${name}(/|$)`) }, ({ path: specifier }) => {
        const target = exports[`.${specifier.slice(name.length)}`]
        if (!target) return { errors: [{ text: `${specifier} is not exported by ${name}` }] }
        return { path: path.join(root, target.import.default), sideEffects: false }
      })
    },
  }
}

/** The VAST client loads a parser of its own where there is no DOMParser; every television has one. */
export function leaveOutXmlParser() {
  return {
    name: 'leave-out-xml-parser',
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /^@xmldom\/xmldom$/ }, () => ({ path: 'absent', namespace: 'absent' }))
      onLoad({ filter: /.*/, namespace: 'absent' }, () => ({ contents: 'export {}' }))
    },
  }
}
