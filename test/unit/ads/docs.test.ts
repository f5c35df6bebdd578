/**
 * The examples of docs/ad-calls.md: each compiles alone under strict types, runs, and prints what its comments say.
 */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { runInNewContext } from 'node:vm'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'
import * as ads from '../../../src/ads/index.ts'

const page = readFileSync(new URL('../../../docs/ad-calls.md', import.meta.url), 'utf8')
const entry = fileURLToPath(new URL('../../../src/ads/index.ts', import.meta.url))
/** The small ones. Those with a tracker are compiled by the gate for examples and run in test/e2e/ad-call-examples.test.ts. */
const examples = [...page.matchAll(/```ts\n([^]*?)```/g)].flatMap(([, code]) =>
  code!.includes('createTracker(') ? [] : [code!],
)

/** The comment right under each `console.log` line. */
function promised(code: string): string[] {
  return [...code.matchAll(/^\s*console\.log\(.*\)\n\/\/ (.*)$/gm)].map((match) => match[1]!)
}

function typeErrors(sources: string[]): string[] {
  const options: ts.CompilerOptions = {
    strict: true,
    noEmit: true,
    target: ts.ScriptTarget.ES2020,
    lib: ['lib.es2020.d.ts', 'lib.dom.d.ts'],
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    allowImportingTsExtensions: true,
    skipLibCheck: true,
    types: [],
    paths: { 'ctv-tracker/ads': [entry] },
  }
  const files = new Map(sources.map((source, i) => [entry.replace(/index\.ts$/, `example-${i}.ts`), source]))
  const host = ts.createCompilerHost(options)
  const { fileExists, readFile, getSourceFile } = host
  host.fileExists = (name) => files.has(name) || fileExists.call(host, name)
  host.readFile = (name) => files.get(name) ?? readFile.call(host, name)
  host.getSourceFile = (name, ...rest) => {
    const source = files.get(name)
    return source === undefined
      ? getSourceFile.call(host, name, ...rest)
      : ts.createSourceFile(name, source, ts.ScriptTarget.ES2020)
  }
  const program = ts.createProgram([...files.keys()], options, host)
  return ts
    .getPreEmitDiagnostics(program)
    .map((diagnostic) => ts.flattenDiagnosticMessageText(diagnostic.messageText, '\n'))
}

function run(code: string): string[] {
  const printed: string[] = []
  const { outputText } = ts.transpileModule(code, {
    compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2020 },
  })
  const load = (name: string) => {
    if (name !== 'ctv-tracker/ads') throw new Error(`unexpected import of ${name}`)
    return ads
  }
  runInNewContext(outputText, { exports: {}, require: load, console: { log: (text: string) => printed.push(text) } })
  return printed
}

describe('the examples of docs/ad-calls.md', () => {
  it('use every function of the entry', () => {
    for (const name of Object.keys(ads)) expect(examples.join('')).toContain(`${name}(`)
  })

  it('compile under strict types', () => {
    expect(typeErrors(examples)).toEqual([])
  }, 60_000)

  it.each(examples.map((code, i) => [i + 1, code] as const))('print what they say, number %i', (_, code) => {
    expect(promised(code).length).toBeGreaterThan(0)
    expect(run(code)).toEqual(promised(code))
  })

  it('match the table of presets', () => {
    const rows = [...page.matchAll(/^\| `(\w+)` \|.*\| `([^`]+)` \|$/gm)].map((row) => [row[1]!, row[2]!] as const)
    expect(rows).toHaveLength(6)
    for (const [preset, result] of rows) {
      const start = result.startsWith(';') ? 'https://ads.test/?a=1' : 'https://ads.test/'
      expect(ads.decorateAdTag(start, ['1', '2'], preset as ads.AdTagPreset)).toBe(start + result)
    }
  })
})
