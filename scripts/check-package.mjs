/**
 * The package as a stranger gets it: packed, installed into an empty folder, imported, type-checked.
 */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
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
  const [packed] = JSON.parse(npm('pack', root, '--json', '--ignore-scripts', '--pack-destination', folder))
  const expected =
    /^(package\.json|README\.md|CHANGELOG\.md|LICENSE|dist\/licenses\.txt|dist\/((esm|development)\/)?package\.json|dist\/ctv-tracker[\w.]*\.js(\.map)?|dist\/esm\/.+\.(js|d\.ts)|dist\/development\/.+\.js)$/
  for (const { path: file } of packed.files)
    if (!expected.test(file)) problems.push(`packs ${file}, which no user needs`)
  for (const wanted of [
    'README.md',
    'LICENSE',
    'dist/licenses.txt',
    'dist/ctv-tracker.min.js',
    'dist/ctv-tracker.min.js.map',
  ]) {
    if (!packed.files.some(({ path: file }) => file === wanted)) problems.push(`does not pack ${wanted}`)
  }
  summary = `${packed.files.length} files, ${packed.size} bytes packed, ${packed.unpackedSize} unpacked`
  return path.join(folder, packed.filename)
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
  for (const [conditions, said] of [
    [[], 'apiKey: nothing'],
    [['--conditions=development'], 'apiKey: expected a non-empty string, received nothing'],
  ]) {
    const code = `const SAID = ${JSON.stringify(said)}\n${script}`
    const output = execFileSync(process.execPath, [...conditions, '--input-type=module', '-e', code], {
      cwd: folder,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    if (output.trim() !== '') problems.push(...output.trim().split('\n'))
  }
}

/** Declarations included (`skipLibCheck` off), under both ways in which bundlers and Node find types. */
function checkConsumerTypes() {
  const file = path.join(folder, 'app.ts')
  const imports = Object.keys(moduleEntries).map(
    (entry, index) => `import * as m${index} from '${manifest.name}${entry.slice(1)}'`,
  )
  const used = imports.map((_, index) => `m${index}`).join(', ')
  writeFileSync(
    file,
    `${imports.join('\n')}\nimport { createTracker } from '${manifest.name}'\nexport const all: object[] = [${used}]\nexport const tracker = createTracker({ apiKey: 'key' })\n`,
  )
  for (const [module, moduleResolution] of [
    [ts.ModuleKind.Node16, ts.ModuleResolutionKind.Node16],
    [ts.ModuleKind.ESNext, ts.ModuleResolutionKind.Bundler],
  ]) {
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
        `moduleResolution ${ts.ModuleResolutionKind[moduleResolution]}: ${place}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`,
      )
    }
  }
}
