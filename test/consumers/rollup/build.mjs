/** `node build.mjs ENTRY FILE`: what a TV app says to Rollup, and no word of the tracker. */
import babel from '@rollup/plugin-babel'
import commonjs from '@rollup/plugin-commonjs'
import nodeResolve from '@rollup/plugin-node-resolve'
import { rollup } from 'rollup'

const [input, file] = process.argv.slice(2)
const presets = [['@babel/preset-env', { targets: { chrome: '38' } }]]

const bundle = await rollup({
  input,
  plugins: [
    nodeResolve({ browser: true }),
    commonjs(),
    babel({ babelHelpers: 'bundled', exclude: /node_modules/, presets }),
  ],
})
await bundle.write({ file: `output/${file}`, format: 'iife' })
