/** Type-checks the files of one room. */
import path from 'node:path'
import { ts } from './require.mjs'
import { root } from './tasks.mjs'

/** Declarations of packages and of the language, by the settings they were read with. */
const shared = new Map()

/** `{ files, problems }`: how many files lie in the room, and one line for each problem. `paths` as in a tsconfig, absolute. */
export function checkRoom(room, paths) {
  const folder = path.join(root, room)
  const configFile = path.join(folder, 'tsconfig.json')
  const { config, error } = ts.readConfigFile(configFile, ts.sys.readFile)
  const { options, fileNames, errors } = ts.parseJsonConfigFileContent(
    config ?? {},
    ts.sys,
    folder,
    { noEmit: true },
    configFile,
  )
  const program = ts.createProgram(fileNames, { ...options, paths, rootDir: root }, createHost(options))

  const own = program.getSourceFiles().filter(({ fileName }) => {
    const relative = path.relative(folder, fileName)
    return fileNames.includes(fileName) || !(relative.startsWith('..') || relative.includes('node_modules'))
  })
  const diagnostics = [
    ...(error ? [error] : []),
    ...errors,
    ...program.getOptionsDiagnostics(),
    ...program.getGlobalDiagnostics(),
    ...own.flatMap((file) => [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)]),
  ]
  return { files: own.length, problems: diagnostics.map(formatProblem) }
}

function createHost(options) {
  const host = ts.createCompilerHost(options)
  const { getSourceFile } = host
  const settings = [options.target, options.module, options.moduleResolution, options.moduleDetection].join()
  host.getCurrentDirectory = () => root
  host.getSourceFile = (fileName, ...rest) => {
    if (!fileName.includes('/node_modules/')) return getSourceFile.call(host, fileName, ...rest)
    const key = `${settings}:${rest[0]?.impliedNodeFormat}:${fileName}`
    if (!shared.has(key)) shared.set(key, getSourceFile.call(host, fileName, ...rest))
    return shared.get(key)
  }
  return host
}

function formatProblem({ file, start, code, messageText }) {
  const text = `TS${code}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`
  if (!file) return text
  const { line, character } = file.getLineAndCharacterOfPosition(start)
  return `${path.relative(root, file.fileName)}:${line + 1}:${character + 1} ${text}`
}
