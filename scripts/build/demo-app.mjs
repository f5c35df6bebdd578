/**
 * The demo app: one ES5 script for each kind of device, made from the built package as an app developer would.
 *
 * The bundler does everything but syntax, which is brought down to ES5 in one go at the end.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { build } from 'esbuild'
import { root } from '../lib/tasks.mjs'
import { transpileToEs5 } from '../rollup/es5.mjs'

const output = path.join(root, 'demo-app/dist')

/** Script to its entry. */
const SCRIPTS = {
  'app.js': 'main.ts',
  'app.tizen.js': 'devices/tizen.ts',
  'app.webos.js': 'devices/webos.ts',
  'app.hbbtv.js': 'devices/hbbtv.ts',
}

mkdirSync(output, { recursive: true })
for (const [name, entry] of Object.entries(SCRIPTS)) {
  const { outputFiles } = await build({
    entryPoints: [path.join(root, 'demo-app/app', entry)],
    bundle: true,
    write: false,
    format: 'iife',
    platform: 'browser',
    target: 'es2017',
    charset: 'utf8',
    plugins: [resolvePackage(), leaveOutXmlParser()],
    // Paths of the checkout have no place in the output.
    absWorkingDir: root,
  })
  const file = path.join(output, name)
  writeFileSync(file, transpileToEs5(outputFiles[0].text, file, { iteration: true }).code)
}

/** Finds `ctv-tracker/…` through the `exports` of the package, which is not installed in its own repository. */
function resolvePackage() {
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
function leaveOutXmlParser() {
  return {
    name: 'leave-out-xml-parser',
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /^@xmldom\/xmldom$/ }, () => ({ path: 'absent', namespace: 'absent' }))
      onLoad({ filter: /.*/, namespace: 'absent' }, () => ({ contents: 'export {}' }))
    },
  }
}
