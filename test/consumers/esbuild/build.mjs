/** `node build.mjs ENTRY FILE TARGET`: what a TV app says to esbuild, and no word of the tracker. */
import { build } from 'esbuild'

const [entry, file, target] = process.argv.slice(2)

await build({ entryPoints: [entry], outfile: `output/${file}`, bundle: true, minify: true, target, logLevel: 'error' })
