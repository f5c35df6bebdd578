/**
 * The demo app for a television: one ES5 script, made from the built package as an app developer would.
 */
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import commonjs from '@rollup/plugin-commonjs'
import nodeResolve from '@rollup/plugin-node-resolve'
import { root } from '../lib/tasks.mjs'
import { dependenciesToEs5, failOnWarning, typescriptToEs5 } from '../rollup/es5.mjs'

export default {
  input: path.join(root, 'demo-app/app/main.ts'),
  plugins: [
    resolvePackage(),
    leaveOutXmlParser(),
    nodeResolve({ browser: true, extensions: ['.js', '.mjs', '.ts'], preferBuiltins: false }),
    commonjs(),
    typescriptToEs5({ iteration: true }),
    dependenciesToEs5({ iteration: true }),
  ],
  onwarn: failOnWarning,
  output: {
    file: path.join(root, 'demo-app/dist/app.js'),
    format: 'iife',
    sourcemap: true,
    generatedCode: 'es5',
    esModule: false,
    inlineDynamicImports: true,
  },
}

/** Finds `ctv-tracker/…` through the `exports` of the package, which is not installed in its own repository. */
function resolvePackage() {
  const { name, exports } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'))
  return {
    name: 'resolve-package',
    resolveId(source) {
      if (source !== name && !source.startsWith(`${name}/`)) return null
      const target = exports[`.${source.slice(name.length)}`]
      if (!target) throw new Error(`${source} is not exported by ${name}`)
      const file = path.join(root, target.default ?? target)
      if (!existsSync(file)) throw new Error(`${source} leads to ${target.default ?? target}, which is not built`)
      return file
    },
  }
}

/** The VAST client loads a parser of its own where there is no DOMParser; every television has one. */
function leaveOutXmlParser() {
  const absent = '\0absent'
  return {
    name: 'leave-out-xml-parser',
    resolveDynamicImport: (source) => (source === '@xmldom/xmldom' ? absent : null),
    load: (id) => (id === absent ? 'export {}' : null),
  }
}
