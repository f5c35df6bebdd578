/** `node build.mjs ENTRY FILE`: what a TV app says to Vite and its plugin for old browsers, and no word of the tracker. */
import { readdir, rename, writeFile } from 'node:fs/promises'
import { basename } from 'node:path'
import legacy from '@vitejs/plugin-legacy'
import { build } from 'vite'

const [entry, file] = process.argv.slice(2)

await writeFile('output/index.html', `<!doctype html><script type="module" src="/${basename(entry)}"></script>`)
await build({
  root: 'output',
  logLevel: 'error',
  plugins: [legacy({ targets: ['chrome 38'], renderModernChunks: false })],
  build: { outDir: 'vite', emptyOutDir: true },
})
// Polyfills and SystemJS, and the app, which a page loads through it.
for (const asset of await readdir('output/vite/assets'))
  await rename(`output/vite/assets/${asset}`, `output/${asset.startsWith('polyfills') ? 'polyfills-' : ''}${file}`)
