/**
 * The parts of the build: how each is made, what it is made of, and what must be there afterwards.
 */
import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { compiledPath, libraryRooms, moduleEntries, scriptBuilds, trackerEntries } from '../entries.mjs'
import { compiledFolder } from '../rollup/compiled.mjs'
import { listFiles } from './files.mjs'
import { root } from './tasks.mjs'

const NODE = process.execPath
const PROJECT = 'scripts/build/project.mjs'

/**
 * Each `{ name, command, needs, fingerprint, isComplete() }`, as `runTasks` takes them, in the order in which they are best begun.
 * `wanted` names parts: those and what they need; none means all.
 */
export function planBuild(wanted = []) {
  const sources = Object.values(moduleEntries)
  const recipes = ['rollup.config.mjs', 'scripts/rollup', 'scripts/entries.mjs', 'tsconfig.build.json']
  const step = (name) => ({
    name,
    command: [NODE, 'node_modules/rollup/dist/bin/rollup', '--silent', '-c', '--configStep', name],
    needs: ['compile'],
    inputs: [...libraryRooms, ...recipes],
  })
  const parts = [
    { ...step('compile'), needs: [], outputs: [`${compiledFolder}/src/index.js`] },
    {
      ...step('scripts'),
      name: 'script-tag',
      outputs: scriptBuilds.flatMap(({ name }) => [`dist/${name}.js`, `dist/${name}.min.js`]),
    },
    {
      name: 'script-tags',
      command: [NODE, 'scripts/build/script-tags.mjs'],
      needs: ['compile', 'script-tag'],
      inputs: [...libraryRooms, ...recipes, 'scripts/build/script-tags.mjs'],
      outputs: ['dist/script-tags.html'],
    },
    { ...step('esm'), name: 'modules', outputs: sources.map((source) => compiledPath(source)) },
    { ...step('cjs'), name: 'commonjs', outputs: sources.map((source) => compiledPath(source, 'dist/cjs')) },
    {
      ...step('development'),
      outputs: trackerEntries.map((entry) => compiledPath(moduleEntries[entry], 'dist/development')),
    },
    {
      name: 'tools',
      command: [NODE, PROJECT, 'scripts', 'tools/tsconfig.json', 'demo-app/server/tsconfig.json'],
      inputs: ['tools', 'demo-app/server', PROJECT],
      outputs: ['tools/dist/emulator/index.js', 'tools/dist/testing/index.js', 'demo-app/server/dist/main.js'],
    },
    {
      name: 'demo-app',
      command: [NODE, 'scripts/build/demo-app.mjs'],
      needs: ['compile', 'modules', 'tools'],
      inputs: [...libraryRooms, 'demo-app/app', 'demo-app/package.json', 'scripts/build', 'scripts/rollup'],
      outputs: ['app', 'app.tizen', 'app.webos', 'app.hbbtv'].map((name) => `demo-app/dist/${name}.js`),
    },
    {
      name: 'play',
      command: [NODE, 'scripts/build/play.mjs'],
      needs: ['compile', 'modules', 'tools'],
      inputs: [
        ...libraryRooms,
        'tools',
        'demo-app/app',
        'demo-app/play',
        'demo-app/server',
        'demo-app/media',
        'scripts/build',
      ],
      outputs: ['index.html', 'play.js', 'emulator.js', 'tv/app.js'].map((name) => `docs/play/${name}`),
    },
    {
      name: 'declarations',
      command: [NODE, PROJECT, 'declarations', 'tools/tsconfig.json'],
      inputs: ['tools', PROJECT],
      outputs: ['tools/dist/emulator/index.d.ts', 'tools/dist/testing/index.d.ts'],
    },
    {
      name: 'licenses',
      command: [NODE, 'scripts/build/licenses.mjs'],
      inputs: ['scripts/build/licenses.mjs', 'scripts/entries.mjs'],
      outputs: ['dist/licenses.txt'],
    },
  ]
  const unknown = wanted.find((name) => !parts.some((part) => part.name === name))
  if (unknown) throw new Error(`no part is called ${unknown}; there are ${parts.map(({ name }) => name).join(', ')}`)
  const chosen = new Set(wanted)
  // Needs stand one level deep.
  for (const { name, needs = [] } of parts) if (chosen.has(name)) for (const need of needs) chosen.add(need)
  return parts
    .filter(({ name }) => chosen.size === 0 || chosen.has(name))
    .map(({ name, command, needs, inputs, outputs }) => ({
      name,
      command,
      needs,
      fingerprint: fingerprint([...inputs, 'package.json', 'package-lock.json', 'tsconfig.base.json']),
      isComplete: () => outputs.every((output) => existsSync(path.join(root, output))),
    }))
}

/** Changes when a file below `inputs` changes, comes or goes. */
function fingerprint(inputs) {
  const hash = createHash('sha256')
  for (const input of inputs) {
    const files = path.extname(input) === '' ? listFiles([input]) : [input]
    for (const file of files)
      hash
        .update(`${file}\0`)
        .update(readFileSync(path.join(root, file)))
        .update('\0')
  }
  return hash.digest('hex')
}
