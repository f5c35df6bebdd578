/**
 * One tsconfig project, split in two so that what runs does not wait for what only compilers read:
 *
 *     node scripts/build/project.mjs scripts TSCONFIG        modules, each by itself
 *     node scripts/build/project.mjs declarations TSCONFIG   their `.d.ts`
 *
 * Types are not checked here; `npm run typecheck` does.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import ts from 'typescript'
import { root } from '../lib/tasks.mjs'

const [mode, configName] = process.argv.slice(2)
const configFile = path.join(root, configName)
const config = ts.parseJsonConfigFileContent(ts.readConfigFile(configFile, ts.sys.readFile).config, ts.sys, path.dirname(configFile), {}, configFile)
const { outDir } = config.options
// Entries of the script-tag builds are no modules of the package.
const sources = config.fileNames.filter((file) => !/\/platforms\/[^/]+\/script\.ts$/.test(file) && !file.endsWith('.d.ts'))
const written = new Set()

const problems = [...config.errors, ...(mode === 'scripts' ? writeScripts() : writeDeclarations())]
removeLeftovers(mode === 'scripts' ? /\.js$/ : /\.d\.ts$/)
if (problems.length > 0) {
  console.error(ts.formatDiagnostics(problems, { getCanonicalFileName: (name) => name, getCurrentDirectory: () => root, getNewLine: () => '\n' }))
  process.exitCode = 1
}

function writeScripts() {
  return sources.flatMap((file) => {
    const { outputText, diagnostics } = ts.transpileModule(readFileSync(file, 'utf8'), {
      fileName: file,
      reportDiagnostics: true,
      // One file by itself does not see that its package holds modules.
      compilerOptions: { ...config.options, module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler, declaration: false, sourceMap: false },
    })
    const [output] = ts.getOutputFileNames({ ...config, options: { ...config.options, declaration: false, sourceMap: false } }, file, false)
    write(output, outputText)
    return diagnostics
  })
}

function writeDeclarations() {
  const program = ts.createProgram(sources, { ...config.options, declaration: true, emitDeclarationOnly: true, sourceMap: false, noCheck: true })
  const { diagnostics } = program.emit(undefined, (file, text) => write(file, withJsEndings(text)))
  return [...program.getSyntacticDiagnostics(), ...diagnostics]
}

/** The compiler rewrites `./x.ts` to `./x.js` in modules, but leaves it in declarations. */
function withJsEndings(declarations) {
  return declarations.replace(/((?:from|import)\s*\(?\s*['"]\.{1,2}\/[^'"]*)\.ts(['"])/g, '$1.js$2')
}

function write(file, text) {
  mkdirSync(path.dirname(file), { recursive: true })
  writeFileSync(file, text)
  written.add(path.normalize(file))
}

/** What an earlier build left. Not before: whoever uses the build meanwhile finds it whole. */
function removeLeftovers(kind) {
  if (!existsSync(outDir)) return
  for (const entry of readdirSync(outDir, { recursive: true, withFileTypes: true })) {
    const file = path.join(entry.parentPath ?? entry.path, entry.name)
    if (entry.isFile() && kind.test(file) && !written.has(file)) rmSync(file)
  }
}
