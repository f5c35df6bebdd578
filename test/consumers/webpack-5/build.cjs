/** `node build.cjs ENTRY FILE`: what a TV app says to webpack 5, and no word of the tracker. */
const path = require('node:path')
const webpack = require('webpack')

const [entry, filename] = process.argv.slice(2)
const presets = [['@babel/preset-env', { targets: { chrome: '38' } }]]

webpack(
  {
    mode: 'production',
    target: ['web', 'es5'],
    entry: path.resolve(entry),
    output: { path: path.resolve('output'), filename },
    module: {
      rules: [{ test: /\.js$/, exclude: /node_modules/, use: { loader: 'babel-loader', options: { presets } } }],
    },
    performance: { hints: false },
  },
  (error, stats) => {
    const text = error ? error.message : stats.toString({ all: false, errors: true, warnings: true })
    if (text.trim() === '') return
    console.error(text)
    process.exitCode = 1
  },
)
