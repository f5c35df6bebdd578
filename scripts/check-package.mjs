/**
 * The package as a stranger gets it: packed, installed into an empty folder, imported, type-checked.
 */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core'
import { publint } from 'publint'
import { formatMessage } from 'publint/utils'
import { ts } from './lib/require.mjs'
import { moduleEntries } from './entries.mjs'
import { report } from './lib/report.mjs'
import { root } from './lib/tasks.mjs'

const manifest = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'))
const problems = []
const folder = mkdtempSync(path.join(os.tmpdir(), 'ctv-tracker-package-'))
let summary = ''

try {
  const tarball = pack()
  await lint(tarball)
  await lintResolutions(tarball)
  install(tarball)
  lookForMachinePaths()
  importEverything()
  checkConsumerTypes()
} catch (error) {
  problems.push(String(error.stderr ?? error.message).trim())
} finally {
  rmSync(folder, { recursive: true, force: true })
}
report(problems, summary)

/** npm as a stranger's shell would run it: settings of an npm that runs this script stay out. */
function npm(...args) {
  const env = Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !/^npm_(config_(local_prefix|prefix|workspaces?|global_prefix)|package_|lifecycle_)/i.test(name),
    ),
  )
  return execFileSync('npm', args, { cwd: folder, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
}

function pack() {
  const [packed] = JSON.parse(npm('pack', root, '--json', '--pack-destination', folder))
  const expected =
    /^(package\.json|README\.md|CHANGELOG\.md|LICENSE|dist\/licenses\.txt|dist\/script-tags\.html|docs\/(\w+\/)?[\w-]+\.(md|svg|jpg)|CONTRIBUTING\.md|(tools|demo-app(\/media\/generate)?)\/README\.md|([\w-]+\/){1,2}package\.json|dist\/ctv-tracker[\w.]*\.(js|d\.ts)|dist\/ctv-tracker[\w.]*\.min\.js\.map|dist\/(esm|cjs)\/.+\.(js|d\.ts)|dist\/development\/.+\.js)$/
  for (const { path: file } of packed.files)
    if (!expected.test(file)) problems.push(`packs ${file}, which no user needs`)
  const folders = Object.keys(moduleEntries).filter((entry) => entry !== '.')
  for (const wanted of [
    ...folders.map((entry) => `${entry.slice(2)}/package.json`),
    'README.md',
    'LICENSE',
    'dist/licenses.txt',
    'dist/script-tags.html',
    'dist/ctv-tracker.min.js',
    'dist/ctv-tracker.min.js.map',
  ]) {
    if (!packed.files.some(({ path: file }) => file === wanted)) problems.push(`does not pack ${wanted}`)
  }
  const readme = readFileSync(path.join(root, 'README.md'), 'utf8')
  for (const [, target] of readme.matchAll(/\]\((?!https?:|#)([^)#]+)/g))
    if (!packed.files.some(({ path: file }) => file === target || file.startsWith(`${target}/`)))
      problems.push(`README.md links to ${target}, which is not packed`)
  summary = `${packed.files.length} files, ${packed.size} bytes packed, ${packed.unpackedSize} unpacked`
  return path.join(folder, packed.filename)
}

/** How compilers and Node find modules and their types, in every way there is. */
async function lintResolutions(tarball) {
  const { problems: found } = await checkPackage(createPackageFromTarballData(new Uint8Array(readFileSync(tarball))))
  for (const { kind, ...facts } of found ?? [{ kind: 'no types' }])
    problems.push(`attw: ${kind} ${JSON.stringify(facts)}`)
}

async function lint(tarball) {
  const { buffer, byteOffset, byteLength } = readFileSync(tarball)
  const { messages } = await publint({
    strict: true,
    pack: { tarball: buffer.slice(byteOffset, byteOffset + byteLength) },
  })
  for (const message of messages) problems.push(`publint: ${formatMessage(message, manifest, { color: false })}`)
}

function install(tarball) {
  writeFileSync(path.join(folder, 'package.json'), '{ "private": true, "type": "module" }\n')
  npm('install', tarball, '--prefer-offline', '--no-audit', '--no-fund', '--ignore-scripts')
  const installed = readdirSync(path.join(folder, 'node_modules')).filter((name) => !name.startsWith('.'))
  if (installed.join() !== manifest.name) problems.push(`installs ${installed.join(', ')}; expected itself alone`)
}

function lookForMachinePaths() {
  const home = path.join(folder, 'node_modules', manifest.name)
  for (const file of readdirSync(home, { recursive: true, withFileTypes: true })) {
    if (!file.isFile()) continue
    const full = path.join(file.parentPath ?? file.path, file.name)
    if (readFileSync(full, 'utf8').includes(root)) problems.push(`${path.relative(home, full)} names ${root}`)
  }
}

function importEverything() {
  const names = [...Object.keys(moduleEntries).map((entry) => manifest.name + entry.slice(1))]
  const script = `for (const name of ${JSON.stringify(names)}) {
    const before = Reflect.ownKeys(globalThis).length
    const names = Object.keys(await import(name))
    if (names.length === 0) console.log(name + ' exports nothing')
    if (Reflect.ownKeys(globalThis).length !== before) console.log(name + ' adds a global')
  }
  const { createTracker } = await import('${manifest.name}')
  if (typeof createTracker !== 'function') console.log('no createTracker')
  try { createTracker({}) } catch (error) { if (error.message !== SAID) console.log('says ' + error.message) }`
  const [codes, sentences] = ['apiKey: nothing', 'apiKey: expected a non-empty string, received nothing']
  const load = { module: 'import', commonjs: 'require' }
  for (const [type, said, ...conditions] of [
    ['module', codes],
    ['module', sentences, '--conditions=development'],
    ['commonjs', codes],
    ['commonjs', codes, '--conditions=development'],
  ]) {
    const code = `(async () => { const SAID = ${JSON.stringify(said)}\n${script.replaceAll('import(', `${load[type]}(`)} })()`
    const output = execFileSync(process.execPath, [...conditions, `--input-type=${type}`, '-e', code], {
      cwd: folder,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    if (output.trim() !== '')
      problems.push(
        ...output
          .trim()
          .split('\n')
          .map((line) => `as ${type}: ${line}`),
      )
  }
}

/** Declarations included (`skipLibCheck` off), in every way in which bundlers and Node find types. */
function checkConsumerTypes() {
  const imports = Object.keys(moduleEntries).map(
    (entry, index) => `import * as m${index} from '${manifest.name}${entry.slice(1)}'`,
  )
  const used = imports.map((_, index) => `m${index}`).join(', ')
  const code = `${imports.join('\n')}\nimport { createTracker } from '${manifest.name}'\nexport const all: object[] = [${used}]\nexport const tracker = createTracker({ apiKey: 'key' })\n`
  for (const [ending, module, moduleResolution] of [
    ['ts', ts.ModuleKind.CommonJS, ts.ModuleResolutionKind.Node10],
    ['mts', ts.ModuleKind.Node16, ts.ModuleResolutionKind.Node16],
    ['cts', ts.ModuleKind.Node16, ts.ModuleResolutionKind.Node16],
    ['ts', ts.ModuleKind.ESNext, ts.ModuleResolutionKind.Bundler],
  ]) {
    const file = path.join(folder, `app.${ending}`)
    writeFileSync(file, code)
    const program = ts.createProgram([file], {
      strict: true,
      noEmit: true,
      skipLibCheck: false,
      skipDefaultLibCheck: true,
      target: ts.ScriptTarget.ES2020,
      lib: ['lib.es2020.d.ts', 'lib.dom.d.ts'],
      types: [],
      module,
      moduleResolution,
    })
    for (const { file: source, messageText } of ts.getPreEmitDiagnostics(program)) {
      const place = source ? path.relative(folder, source.fileName) : ''
      problems.push(
        `${ts.ModuleResolutionKind[moduleResolution]} from .${ending}: ${place}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`,
      )
    }
  }
}
