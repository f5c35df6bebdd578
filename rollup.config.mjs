/**
 * What the package ships, in steps. `rollup -c` takes all of them, `rollup -c --configStep scripts` one.
 *
 * - `compile`: TypeScript and the three packages it needs become ES5, a module each, with declarations, in a cache.
 * - `esm`, `cjs`: every entry for `import` and for `require`; `development`: those of the tracker for `import` while one
 *   develops, with sentences where the others have codes and facts.
 * - `scripts`: the files for a script tag, `.js` with sentences, `.min.js` with codes and facts.
 */
import { readFileSync } from 'node:fs'
import commonjs from '@rollup/plugin-commonjs'
import nodeResolve from '@rollup/plugin-node-resolve'
import terser from '@rollup/plugin-terser'
import typescript from '@rollup/plugin-typescript'
import { compiledPath, moduleEntries, scriptBuilds, trackerEntries } from './scripts/entries.mjs'
import { root } from './scripts/lib/tasks.mjs'
import { compiled, compiledFolder, shortSentences } from './scripts/rollup/compiled.mjs'
import { copyDeclarations, declareScript } from './scripts/rollup/declarations.mjs'
import { failOnWarning, packagesToEs5 } from './scripts/rollup/es5.mjs'
import { INTERNAL_NAME } from './scripts/rollup/internal-names.mjs'
import { outputFolder } from './scripts/rollup/output-folder.mjs'
import { compress, shortenMembers, simplify } from './scripts/rollup/shorten.mjs'
import { scriptOrModule, tellNode } from './scripts/rollup/script-or-module.mjs'

const { version } = JSON.parse(readFileSync(new URL('./package.json', import.meta.url), 'utf8'))

/** No getters, no frozen namespaces, nothing newer than ES5. */
const es5Output = { freeze: false, externalLiveBindings: false, generatedCode: 'es5' }

function compile() {
  const sentences = ['src/sentences.ts', 'src/sentences.short.ts']
  return {
    input: [...Object.values(moduleEntries), ...scriptBuilds.map(({ input }) => input), ...sentences],
    plugins: [
      typescript({ tsconfig: 'tsconfig.build.json' }),
      // Without the `node` condition: under it uuid offers a build that only Node can load.
      nodeResolve({ browser: true, exportConditions: ['browser', 'module', 'import', 'default'] }),
      // eventemitter3.
      commonjs({ include: /node_modules/, strictRequires: false, defaultIsModuleExports: true }),
      packagesToEs5(),
    ],
    onwarn: failOnWarning,
    output: {
      ...es5Output,
      dir: compiledFolder,
      format: 'es',
      preserveModules: true,
      preserveModulesRoot: root,
      // npm would not pack a folder called `node_modules`.
      entryFileNames: ({ name }) =>
        `${name.replace(/^node_modules\//, 'packages/').replace(/^_virtual\//, 'packages/virtual/')}.js`,
      sourcemap: true,
    },
  }
}

/** A file for each source: what entries share as chunks, a bundler cannot take apart. */
const esm = {
  type: 'module',
  shape: { format: 'es', preserveModules: true, preserveModulesRoot: compiledFolder },
}

/** Nobody takes CommonJS apart: few files. */
const cjs = {
  type: 'commonjs',
  shape: { format: 'cjs', exports: 'named', chunkFileNames: 'shared/[name].js' },
}

function modules({ entries, folder, type, shape, sentences = false }) {
  return {
    input: Object.fromEntries(
      entries.map((entry) => [
        moduleEntries[entry].replace(/\.ts$/, ''),
        compiledPath(moduleEntries[entry], compiledFolder),
      ]),
    ),
    plugins: [!sentences && shortSentences(), compiled()],
    onwarn: failOnWarning,
    output: {
      ...es5Output,
      ...shape,
      dir: folder,
      entryFileNames: '[name].js',
      plugins: [
        shortenMembers(),
        simplify(),
        !sentences && copyDeclarations(),
        outputFolder({ type, sideEffects: false }),
      ],
    },
  }
}

function script({ input, name }, isMinified) {
  const file = `${name}${isMinified ? '.min' : ''}.js`
  return {
    input: compiledPath(input, compiledFolder),
    plugins: [isMinified && shortSentences(), scriptOrModule('CtvTracker'), compiled()],
    onwarn: failOnWarning,
    output: {
      ...es5Output,
      file: `dist/${file}`,
      format: 'iife',
      name: 'CtvTracker',
      exports: 'default',
      // The other file can be read as it is.
      sourcemap: isMinified,
      banner: `/*! ctv-tracker ${version}, MIT; licences of what it contains: licenses.txt */`,
      plugins: [isMinified && minify, tellNode(), declareScript(file, input), outputFolder({ type: 'commonjs' })],
    },
  }
}

const minify = terser({
  ecma: 5,
  ie8: false,
  maxWorkers: 1,
  compress,
  mangle: { properties: { regex: INTERNAL_NAME } },
  // In parentheses the whole script is compiled at once, while V8 reads what is not in parentheses twice.
  format: { comments: /^!/, wrap_iife: true },
})

const entries = Object.keys(moduleEntries)
const steps = {
  compile: () => [compile()],
  esm: () => [modules({ entries, folder: 'dist/esm', ...esm })],
  cjs: () => [modules({ entries, folder: 'dist/cjs', ...cjs })],
  development: () => [modules({ entries: trackerEntries, folder: 'dist/development', ...esm, sentences: true })],
  scripts: () => scriptBuilds.flatMap((build) => [script(build, false), script(build, true)]),
}

// Rollup takes only a default export from its configuration file.
export default ({ configStep }) =>
  (configStep === undefined ? Object.keys(steps) : [configStep]).flatMap((name) => steps[name]())
