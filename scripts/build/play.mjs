/**
 * The demo and the emulator in one tab: `docs/play/`, files for any static server, in any folder. Every url in them is relative.
 */
import { cpSync, mkdirSync, readdirSync, rmSync } from 'node:fs'
import path from 'node:path'
import { build } from 'esbuild'
import { root } from '../lib/tasks.mjs'
import { leaveOutXmlParser, resolvePackage } from './esbuild-plugins.mjs'

const demo = path.join(root, 'demo-app')
const output = path.join(root, 'docs/play')

/** Script to its entry. */
const SCRIPTS = { 'play.js': 'page/main.ts', 'emulator.js': 'worker/main.ts', 'tv/app.js': 'tv/main.ts' }

/** File or folder to where it lies in the demo. */
const FILES = {
  'index.html': 'play/page/index.html',
  'play.css': 'play/page/play.css',
  'tv/index.html': 'play/tv/index.html',
  'tv/app.css': 'app/app.css',
  'tv/fonts': 'app/fonts',
  'tv/media/posters': 'media/posters',
}

rmSync(output, { recursive: true, force: true })
mkdirSync(path.join(output, 'tv/media'), { recursive: true })
for (const [name, source] of Object.entries(FILES))
  cpSync(path.join(demo, source), path.join(output, name), { recursive: true })
for (const name of readdirSync(path.join(demo, 'media')).filter((each) => /\.(webm|wav)$/.test(each)))
  cpSync(path.join(demo, 'media', name), path.join(output, 'tv/media', name))

for (const [name, entry] of Object.entries(SCRIPTS)) {
  await build({
    entryPoints: [path.join(demo, 'play', entry)],
    outfile: path.join(output, name),
    bundle: true,
    minify: true,
    format: 'iife',
    platform: 'browser',
    target: 'es2022',
    charset: 'utf8',
    legalComments: 'eof',
    loader: { '.jsonc': 'text' },
    plugins: [resolvePackage(), leaveOutXmlParser()],
    // Paths of the checkout have no place in the output.
    absWorkingDir: root,
  })
}
