/** Type-checks sources that exist only in memory, as if they lay in a folder of the repository. */
import path from 'node:path'
import { ts } from './require.mjs'
import { root } from './tasks.mjs'

export const CONSUMER_OPTIONS = {
  target: ts.ScriptTarget.ES2020,
  lib: ['lib.es2020.d.ts', 'lib.dom.d.ts'],
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  strict: true,
  skipLibCheck: true,
  noEmit: true,
  types: [],
}

/**
 * Problems as `{ file, line, message }`, line from 1. `sources` maps absolute file names to text;
 * everything else is read from the disk.
 */
export function checkTypes(sources, options = {}) {
  const compilerOptions = { ...CONSUMER_OPTIONS, ...options }
  const host = ts.createCompilerHost(compilerOptions)
  const { fileExists, readFile, getSourceFile } = host
  host.getCurrentDirectory = () => root
  host.fileExists = (file) => sources.has(path.normalize(file)) || fileExists.call(host, file)
  host.readFile = (file) => sources.get(path.normalize(file)) ?? readFile.call(host, file)
  host.getSourceFile = (file, languageVersion, ...rest) => {
    const text = sources.get(path.normalize(file))
    return text === undefined
      ? getSourceFile.call(host, file, languageVersion, ...rest)
      : ts.createSourceFile(file, text, languageVersion, true)
  }
  const program = ts.createProgram([...sources.keys()], compilerOptions, host)
  return ts.getPreEmitDiagnostics(program).map((diagnostic) => ({
    file: diagnostic.file?.fileName ?? null,
    line: diagnostic.file ? diagnostic.file.getLineAndCharacterOfPosition(diagnostic.start).line + 1 : 0,
    message: ts.flattenDiagnosticMessageText(diagnostic.messageText, ' '),
  }))
}
