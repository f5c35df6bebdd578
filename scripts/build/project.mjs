/**
 * TypeScript projects, split in two so that what runs does not wait for what only compilers read:
 *
 *     node scripts/build/project.mjs scripts TSCONFIG…        modules, each by itself
 *     node scripts/build/project.mjs declarations TSCONFIG…   their `.d.ts`
 *
 * Types are not checked here; `npm run typecheck` does.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { ts } from '../lib/require.mjs'
import { root } from '../lib/tasks.mjs'

/** What differs from `npm run typecheck`, which emits declarations for the rooms that build on these. */
const BUILD = { composite: false, noEmit: false, emitDeclarationOnly: false, rewriteRelativeImportExtensions: true }

const [mode, ...configNames] = process.argv.slice(2)
const written = new Set()

const problems = configNames.flatMap((name) => {
  const file = path.join(root, name)
  const config = ts.parseJsonConfigFileContent(
    ts.readConfigFile(file, ts.sys.readFile).config,
    ts.sys,
    path.dirname(file),
    { outDir: path.join(path.dirname(file), 'dist'), ...BUILD },
    file,
  )
  const sources = config.fileNames.filter((source) => !source.endsWith('.d.ts'))
  const found = mode === 'scripts' ? writeScripts(config, sources) : writeDeclarations(config, sources)
  removeLeftovers(config.options.outDir, mode === 'scripts' ? /\.js$/ : /\.d\.ts$/)
  return [...config.errors, ...found]
})
if (problems.length > 0) {
  console.error(
    ts.formatDiagnostics(problems, {
      getCanonicalFileName: (name) => name,
      getCurrentDirectory: () => root,
      getNewLine: () => '\n',
    }),
  )
  process.exitCode = 1
}

function writeScripts(config, sources) {
  // One module by itself has no package.json to say that it is an ES module.
  const module = { module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler }
  const options = { ...config.options, ...module, declaration: false, sourceMap: false }
  return sources.flatMap((file) => {
    const { outputText, diagnostics } = ts.transpileModule(readFileSync(file, 'utf8'), {
      fileName: file,
      reportDiagnostics: true,
      compilerOptions: options,
    })
    const [output] = ts.getOutputFileNames({ ...config, options }, file, false)
    write(output, outputText)
    return diagnostics
  })
}

function writeDeclarations(config, sources) {
  const program = ts.createProgram(sources, {
    ...config.options,
    declaration: true,
    emitDeclarationOnly: true,
    sourceMap: false,
    noCheck: true,
  })
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
function removeLeftovers(outDir, kind) {
  if (!existsSync(outDir)) return
  for (const entry of readdirSync(outDir, { recursive: true, withFileTypes: true })) {
    const file = path.join(entry.parentPath ?? entry.path, entry.name)
    if (entry.isFile() && kind.test(file) && !written.has(file)) rmSync(file)
  }
}
