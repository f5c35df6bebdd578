/**
 * The demo app: one ES5 script for each kind of device, made from the built package as an app developer would.
 *
 * The bundler does everything but syntax, which is brought down to ES5 in one go at the end.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { build } from 'esbuild'
import { root } from '../lib/tasks.mjs'
import { transpileToEs5 } from '../rollup/es5.mjs'
import { leaveOutXmlParser, resolvePackage } from './esbuild-plugins.mjs'

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
