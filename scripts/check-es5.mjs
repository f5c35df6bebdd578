/**
 * Everything built for a television is ES5: the syntax of every file, and the library that the script-tag builds need.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { build } from 'esbuild'
import { compiledPath, moduleEntries, scriptBuilds, trackerEntries } from './entries.mjs'
import { createEs5Context, findHelpers, findNewSyntax, findNewSyntaxInModule, runInEs5 } from './lib/es5.mjs'
import { report } from './lib/report.mjs'
import { root } from './lib/tasks.mjs'

const { version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'))
const read = (file) => readFileSync(path.join(root, file), 'utf8')
const problems = []
let checked = 0

const modules = ['dist/esm', 'dist/development'].flatMap((folder) =>
  readdirSync(path.join(root, folder), { recursive: true })
    .map((file) => `${folder}/${file}`)
    .filter((file) => file.endsWith('.js')),
)
for (const file of modules) {
  const code = read(file)
  const newer = findNewSyntaxInModule(code)
  if (newer) problems.push(`${file}: newer than ES5: ${newer}`)
  for (const helper of findHelpers(code))
    problems.push(`${file}: needs the helper ${helper}: write the source so that it does not`)
  checked++
}

const commonjs = readdirSync(path.join(root, 'dist/cjs'), { recursive: true })
  .filter((file) => file.endsWith('.js'))
  .map((file) => `dist/cjs/${file}`)
const scripts = [...commonjs, ...scriptBuilds.flatMap(({ name }) => [`dist/${name}.js`, `dist/${name}.min.js`])]
const demo = path.join(root, 'demo-app/dist')
if (existsSync(demo))
  scripts.push(
    ...readdirSync(demo)
      .filter((file) => file.endsWith('.js'))
      .map((file) => `demo-app/dist/${file}`),
  )
for (const file of scripts) {
  const newer = findNewSyntax(read(file))
  if (newer) problems.push(`${file}: newer than ES5: ${newer}`)
  checked++
}

/** Names of others, which begin with underscores too: the minifier renames members of ours that do. */
const FOREIGN_NAMES = ['__proto__', '__tcfapi', '__gpp', '__uspapi']
const everywhere = { 'dist/esm': modules, 'dist/cjs': commonjs }
for (const [folder, files] of Object.entries(everywhere)) {
  const code = files.map(read).join('\n')
  for (const foreign of FOREIGN_NAMES)
    if (read(`dist/${scriptBuilds[0].name}.js`).includes(foreign) && !code.includes(foreign))
      problems.push(`${folder}: has lost the name ${foreign}`)
}
for (const { name } of scriptBuilds) {
  const [full, shipped] = [`dist/${name}.js`, `dist/${name}.min.js`].map(read)
  for (const foreign of FOREIGN_NAMES)
    if (full.includes(foreign) && !shipped.includes(foreign))
      problems.push(`dist/${name}.min.js: has lost the name ${foreign}`)
}

/** A viewer's minute, by hand: what it touches must exist in ES5. */
const MINUTE = `(function () {
  var tracker = CtvTracker.createTracker({ apiKey: 'key', consent: 'granted' })
  var view = tracker.startView({ url: 'app://clip/1', properties: { title: 'One', tags: ['a'], empty: null } })
  var position
  view.signal({ signal: 'durationchange', duration: 20 })
  view.signal({ signal: 'playing', position: 0 })
  for (position = 1; position < 20; position++) view.signal({ signal: 'timeupdate', position: position })
  view.signal({ signal: 'pause', position: 20 })
  view.track('Rated', { stars: 5 })
  tracker.track('Opened', { at: new Date(0) })
  tracker.identify({ tag: 'login', id: 'abc' })
  tracker.activations.get('gam')
  tracker.activations.fresh('gam', { deadlineMs: 1 }).then(function () {}, function () {})
  view.end()
  tracker.inspect()
  tracker.flush()
  tracker.destroy()
})()`

for (const { name } of scriptBuilds) {
  for (const file of [`dist/${name}.js`, `dist/${name}.min.js`]) {
    const context = createEs5Context()
    try {
      const before = runInEs5(context, 'Object.keys(window).join()')
      runInEs5(context, read(file), file)
      const global = runInEs5(
        context,
        `Object.keys(window).filter(function (key) { return '${before}'.split(',').indexOf(key) < 0 }).join()`,
      )
      if (global !== 'CtvTracker') problems.push(`${file}: adds the globals "${global}", expected CtvTracker alone`)
      if (runInEs5(context, 'typeof CtvTracker.createTracker') !== 'function')
        problems.push(`${file}: no CtvTracker.createTracker`)
      const stated = runInEs5(context, 'CtvTracker.version')
      if (stated !== version) problems.push(`${file}: CtvTracker.version is ${stated}, package.json says ${version}`)
      runInEs5(context, MINUTE)
    } catch (error) {
      const place = /^ +at .*/m.exec(error.stack ?? '')?.[0].trim() ?? ''
      problems.push(`${file}: does not run on the ES5 library: ${error.name}: ${error.message} ${place}`)
    }
    checked++
  }
}

/** Where the app hands in what the tracker uses. */
const NATIVE_MINUTE = MINUTE.replace(
  "consent: 'granted'",
  "consent: 'granted', native: { getRandomValues: function (bytes) { for (var i = 0; i < bytes.length; i++) bytes[i] = i + 1 } }",
)

// The modules of each tracker, as an app's bundler puts them together: what they call one another was renamed in all of them.
for (const entry of trackerEntries) {
  for (const folder of ['dist/esm', 'dist/cjs', 'dist/development']) {
    const file = compiledPath(moduleEntries[entry], folder)
    try {
      const { outputFiles } = await build({
        entryPoints: [path.join(root, file)],
        bundle: true,
        write: false,
        format: 'iife',
        globalName: 'CtvTracker',
        target: 'es5',
        logLevel: 'silent',
      })
      const context = createEs5Context()
      runInEs5(context, outputFiles[0].text, file)
      runInEs5(context, entry === './react-native' ? NATIVE_MINUTE : MINUTE)
    } catch (error) {
      problems.push(`${file}: does not run on the ES5 library: ${error.name}: ${error.message}`)
    }
  }
}

report(problems, `${checked} files are ES5`)
