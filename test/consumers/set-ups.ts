/**
 * The set-ups that TV apps are built, tested and type-checked in: one folder each with a lockfile. `show` says of one package
 * how it fares there: in words, or by throwing.
 */
import { execFile } from 'node:child_process'
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { gzipSync } from 'node:zlib'
import { parse } from 'acorn'
import type { ecmaVersion } from 'acorn'
import { moduleEntries } from '../../scripts/entries.mjs'
import { findNewSyntax } from '../../scripts/lib/es5.mjs'
import type { Script, Stage } from './play.ts'

const run = promisify(execFile)
const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url))
const entries = Object.keys(moduleEntries).map((entry) => `ctv-tracker${entry.slice(1)}`)

export const PEERS = ['mux-embed', 'hls.js'] as const
export type Package = 'ctv-tracker' | (typeof PEERS)[number]

export interface SetUp {
  name: string
  folder: string
  show(library: Package, stage: Stage): Promise<string>
}

/** Runs a program in a set-up's folder; throws with the first lines that say what is wrong. */
async function runIn(folder: string, args: string[], env: Record<string, string> = {}, program = process.execPath) {
  try {
    return await run(program, args, {
      cwd: here(folder),
      env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...env },
    })
  } catch (error) {
    const { stdout = '', stderr = '', message } = error as { stdout?: string; stderr?: string; message: string }
    const lines = `${stderr}\n${stdout}`.split('\n').filter((line) => /error|TS\d|unexpected|✘|●|cannot/i.test(line))
    throw new Error((lines.length > 0 ? lines.slice(0, 2).join(' ') : message).trim().slice(0, 200))
  }
}

/** The oldest language that a script is written in. */
function languageOf(code: string): string {
  if (findNewSyntax(code) === null) return 'ES5'
  for (const version of [2015, 2016, 2017, 2018, 2019, 2020, 2021, 2022] as ecmaVersion[]) {
    try {
      parse(code, { ecmaVersion: version, sourceType: 'script' })
      return `ES${version}`
    } catch {
      // Something newer, then.
    }
  }
  return 'newer than ES2022'
}

/** The first app of the tracker in each bundler is also played; its size is what the page loads. */
interface Bundler {
  build: string
  args?: string[]
  language?: string
  apps?: string[]
  /** What the page loads before the app, and what V8 has instead. */
  before?: { chromium(file: string): Script; v8: Script }
}

function bundler(
  name: string,
  folder: string,
  { build, args = [], language = 'ES5', apps = ['modules'], before }: Bundler,
): SetUp {
  async function make(app: string): Promise<string> {
    const file = `${[app, ...args].join('-')}.bundle.js`
    mkdirSync(here(`${folder}/output`), { recursive: true })
    cpSync(here(`app/${app}.js`), here(`${folder}/output/${app}.js`))
    rmSync(here(`${folder}/output/${file}`), { force: true })
    await runIn(folder, [build, `./output/${app}.js`, file, ...args])
    return file
  }
  return {
    name,
    folder,
    async show(library, stage) {
      const codeOf = (file: string): string => readFileSync(here(`${folder}/output/${file}`), 'utf8')
      if (library !== 'ctv-tracker') return languageOf(codeOf(await make(library === 'hls.js' ? 'hls' : library)))
      const sizes = []
      for (const app of apps) {
        const file = await make(app)
        const code = codeOf(file)
        if (languageOf(code) !== language) throw new Error(`${app}: ${languageOf(code)}: ${findNewSyntax(code)}`)
        await stage.inChromium([...(before ? [before.chromium(file)] : []), { name: 'app.js', code }])
        if (language === 'ES5') await stage.inV8([...(before ? [before.v8] : []), { name: 'app.js', code }])
        sizes.push(`${app} ${gzipSync(code, { level: 9 }).length.toLocaleString('en-US')} bytes`)
      }
      return `${language}; played in Chromium 64${language === 'ES5' ? ' and V8 3.28' : ''}; gzip: ${sizes.join(', ')}`
    },
  }
}

const SYSTEM: Script = {
  name: 'system.js',
  code: 'window.System = { register: function (needs, declare) { declare(function () {}, {}).execute() } }',
}

const BUNDLERS = [
  bundler('webpack 4', 'webpack-4', { build: 'build.cjs', apps: ['modules', 'required', 'script'] }),
  bundler('webpack 5', 'webpack-5', { build: 'build.cjs', apps: ['modules', 'required', 'script'] }),
  bundler('Vite, plugin-legacy', 'vite', {
    build: 'build.mjs',
    before: {
      chromium: (file) => ({
        name: 'polyfills.js',
        code: `${readFileSync(here(`vite/output/polyfills-${file}`), 'utf8')}\nSystem.import('./app.js')`,
      }),
      v8: SYSTEM,
    },
  }),
  bundler('Rollup', 'rollup', { build: 'build.mjs', apps: ['modules', 'required', 'script'] }),
  bundler('esbuild, es5', 'esbuild', { build: 'build.mjs', args: ['es5'], apps: ['modules', 'required', 'script'] }),
  bundler('esbuild, es2015', 'esbuild', { build: 'build.mjs', args: ['es2015'], language: 'ES2015' }),
]

/** A test runner over every entry, and whether a peer can be loaded at all. */
function runner(name: string, folder: string, args: string[]): SetUp {
  return {
    name,
    folder,
    async show(library) {
      const names = library === 'ctv-tracker' ? entries : [library]
      const only = library === 'ctv-tracker' ? [] : ['-t', library]
      await runIn(folder, [...args, ...only], { ENTRIES: JSON.stringify(names) })
      return library === 'ctv-tracker' ? `${names.length} entries` : 'loads'
    },
  }
}

function node(version: string): SetUp {
  return {
    name: `Node ${version}`,
    folder: 'node',
    async show(library) {
      const names = library === 'ctv-tracker' ? entries : [library]
      const program = here(`node/node_modules/node-${version}/bin/node`)
      const each = (load: string): string => `(async () => {
        for (const name of ${JSON.stringify(names)})
          if (Object.keys(${load}).length === 0) throw new Error(name + ' exports nothing')
        ${library === 'ctv-tracker' ? SCRIPTS[load] : ''}
      })().catch((error) => { console.error('error ' + error.code + ' ' + error.message); process.exit(1) })`
      await runIn('node', ['-e', each('require(name)')], {}, program)
      await runIn('node', ['--input-type=module', '-e', each('await import(name)')], {}, program)
      return library === 'ctv-tracker'
        ? `require and import, ${names.length} entries and the scripts`
        : 'require and import'
    },
  }
}

/** The files for a script tag, named exports included. */
const SCRIPTS: Record<string, string> = {
  'require(name)': `if (typeof require('ctv-tracker/dist/ctv-tracker.min.js').createTracker !== 'function') throw new Error('no createTracker')`,
  'await import(name)': `const { createTracker, default: all } = await import('ctv-tracker/dist/ctv-tracker.min.js')
    if (typeof createTracker !== 'function' || all.createTracker !== createTracker) throw new Error('no createTracker')`,
}

const RESOLUTIONS = {
  node10: { ending: 'ts', flags: ['--module', 'commonjs', '--moduleResolution', 'node'] },
  'node16 ESM': { ending: 'mts', flags: ['--module', 'node16', '--moduleResolution', 'node16'] },
  'node16 CJS': { ending: 'cts', flags: ['--module', 'node16', '--moduleResolution', 'node16'] },
  bundler: { ending: 'ts', flags: ['--module', 'esnext', '--moduleResolution', 'bundler'] },
}

function compiler(version: string, resolution: keyof typeof RESOLUTIONS): SetUp {
  const { ending, flags } = RESOLUTIONS[resolution]
  return {
    name: `TypeScript ${version}, ${resolution}`,
    folder: 'typescript',
    async show(library) {
      const folder = here('typescript/output')
      mkdirSync(folder, { recursive: true })
      const names = library === 'ctv-tracker' ? [...entries, 'ctv-tracker/dist/ctv-tracker.min.js'] : [library]
      const imports = names.map((name, index) => `import * as m${index} from '${name}'`)
      const used = `export const all: object[] = [${names.map((_, index) => `m${index}`).join(', ')}]`
      const code =
        library === 'ctv-tracker'
          ? `import { createTracker } from 'ctv-tracker'\nexport const ids = createTracker({ apiKey: 'key' }).ids.userId\n`
          : ''
      const file = join(folder, `${library}.${ending}`)
      writeFileSync(file, `${imports.join('\n')}\n${used}\n${code}`)
      const lib = library === 'ctv-tracker' ? 'es5,dom,es2015.promise' : 'es2020,dom'
      const tsc = `node_modules/typescript-${version}/bin/tsc`
      await runIn('typescript', [
        tsc,
        ...flags,
        '--noEmit',
        '--strict',
        '--typeRoots',
        'none',
        '--target',
        'es2020',
        '--lib',
        lib,
        file,
      ])
      return library === 'ctv-tracker' ? `${names.length} imports, declarations checked` : 'compiles'
    },
  }
}

const react: SetUp = {
  name: 'React 18, StrictMode',
  folder: 'react-18',
  async show(library, stage) {
    if (library !== 'ctv-tracker') return '–'
    mkdirSync(here('react-18/output'), { recursive: true })
    await runIn('react-18', ['build.mjs', './app.js', 'app.bundle.js'])
    const code = readFileSync(here('react-18/output/app.bundle.js'), 'utf8')
    const { mounts } = await stage.inChromium([{ name: 'app.js', code }], { hasAdCall: false })
    if (mounts !== 2) throw new Error(`mounted ${mounts} times, not twice`)
    return 'mounted twice: one view, one completion; Chromium 64'
  },
}

const scriptOf = (folder: string): Script => ({
  name: 'ctv-tracker.webos.min.js',
  code: readFileSync(here(`${folder}/node_modules/ctv-tracker/dist/ctv-tracker.webos.min.js`), 'utf8'),
})

const scriptTag: SetUp = {
  name: 'script tag',
  folder: 'amd',
  async show(library, stage) {
    if (library !== 'ctv-tracker') return '–'
    const use = 'playEvening(CtvTracker.createTracker, CtvTracker.ads.decorateAdTag)'
    const scripts = [scriptOf('amd'), { name: 'use.js', code: use }]
    if (findNewSyntax(scripts[0]!.code) !== null) throw new Error(findNewSyntax(scripts[0]!.code)!)
    await stage.inChromium(scripts)
    await stage.inV8(scripts)
    return 'ES5; played in Chromium 64 and V8 3.28'
  },
}

const amd: SetUp = {
  name: 'AMD, RequireJS 2',
  folder: 'amd',
  async show(library, stage) {
    if (library !== 'ctv-tracker') return '–'
    const loader = { name: 'require.js', code: readFileSync(here('amd/node_modules/requirejs/require.js'), 'utf8') }
    const tracker = scriptOf('amd')
    const use = `require(['ctv-tracker.webos.min'], function (tracker) { playEvening(tracker.createTracker, tracker.ads.decorateAdTag) })`
    // Served, but loaded by the loader.
    await stage.inChromium([loader, { name: 'use.js', code: use }], { files: [tracker] })
    const shim =
      'function define(make) { playEvening(make().createTracker, make().ads.decorateAdTag) }\ndefine.amd = {}'
    await stage.inV8([{ name: 'shim.js', code: shim }, tracker])
    return 'loads; played in Chromium 64 and V8 3.28'
  },
}

const tools: SetUp = {
  name: 'ctv-tracker-tools',
  folder: 'tools',
  async show(library) {
    if (library !== 'ctv-tracker') return '–'
    await runIn('tools', ['node_modules/ctv-tracker-tools/bin/ctv-tracker.js', 'emulator', '--help'])
    const use = `import { startEmulator } from 'ctv-tracker-tools/emulator'
      import { createEmulatorCore } from 'ctv-tracker-tools/emulator/core'
      import 'ctv-tracker-tools/admin'
      import 'ctv-tracker-tools/testing'
      const emulator = await startEmulator()
      const { status } = await fetch(emulator.url + '/ctx/v1/segment', { method: 'POST', body: '{}' })
      await emulator.stop()
      const workspace = { keys: [], identifiers: [], events: {}, cohorts: [], contextual: [] }
      const core = createEmulatorCore({ workspace, newId: () => crypto.randomUUID() })
      const fromCore = core.handle({ method: 'POST', url: '/ctx/v1/segment', body: '{}' }).status
      if (status !== 401 || fromCore !== 401) throw new Error('error: the emulator answered ' + [status, fromCore])`
    await runIn('tools', ['--input-type=module', '-e', use])
    return 'command and modules, from its own tarball'
  },
}

export const SET_UPS: readonly SetUp[] = [
  ...BUNDLERS,
  runner('Jest 29', 'jest-29', ['node_modules/jest/bin/jest.js', '--silent']),
  runner('Vitest 3', 'vitest', ['node_modules/vitest/vitest.mjs', 'run']),
  ...['18', '20.10', '22'].map(node),
  ...(['node10', 'node16 ESM', 'node16 CJS'] as const).map((resolution) => compiler('4.7', resolution)),
  ...['5.0', '5.9'].flatMap((version) =>
    (Object.keys(RESOLUTIONS) as (keyof typeof RESOLUTIONS)[]).map((resolution) => compiler(version, resolution)),
  ),
  react,
  scriptTag,
  amd,
  tools,
]
