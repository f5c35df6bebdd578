/** `node build.mjs ENTRY FILE`: React as it is while one develops, when StrictMode mounts everything twice. */
import { build } from 'esbuild'

const [entry, file] = process.argv.slice(2)

await build({
  entryPoints: [entry],
  outfile: `output/${file}`,
  bundle: true,
  target: 'es2015',
  define: { 'process.env.NODE_ENV': '"development"' },
  logLevel: 'error',
})
