/**
 * `dist/esm`: one ES module with types for each source of the library, in ES5 syntax.
 */
import { readdirSync, rmSync } from 'node:fs'
import path from 'node:path'
import ts from 'typescript'
import { root } from '../lib/tasks.mjs'

const configPath = path.join(root, 'tsconfig.build.json')
const config = ts.parseJsonConfigFileContent(ts.readConfigFile(configPath, ts.sys.readFile).config, ts.sys, root)
const program = ts.createProgram(config.fileNames, config.options)

const written = new Set()
const { diagnostics } = program.emit(undefined, (fileName, text, ...rest) => {
  // Entries of the script-tag builds are no modules of the package.
  if (/platforms\/[^/]+\/script\.(d\.ts|js)$/.test(fileName)) return
  written.add(path.normalize(fileName))
  ts.sys.writeFile(fileName, fileName.endsWith('.d.ts') ? withJsEndings(text) : text, ...rest)
})

// What an earlier build left. Not before: whoever uses the build meanwhile finds it whole.
for (const entry of readdirSync(config.options.outDir, { recursive: true, withFileTypes: true })) {
  const file = path.join(entry.parentPath ?? entry.path, entry.name)
  if (entry.isFile() && !written.has(file)) rmSync(file)
}

const problems = [...config.errors, ...program.getOptionsDiagnostics(), ...program.getSyntacticDiagnostics(), ...diagnostics]
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

/** The compiler rewrites `./x.ts` to `./x.js` in modules, but leaves it in declarations. */
function withJsEndings(declarations) {
  return declarations.replace(/((?:from|import)\s*\(?\s*['"]\.{1,2}\/[^'"]*)\.ts(['"])/g, '$1.js$2')
}
