/**
 * Runs an example of a page in this process: its imports are what the test gives it, and so are the globals it names.
 */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { compileFunction } from 'node:vm'
import ts from 'typescript'
import { findExamples } from '../../scripts/lib/doc-blocks.mjs'

/** The examples of a page, each under the heading it stands below. */
export function examplesOf(page: string): { section: string; code: string }[] {
  // Not by a URL, which an imitated browser may have replaced.
  const text = readFileSync(path.join(import.meta.dirname, '../..', page), 'utf8')
  const rows = text.split('\n')
  return findExamples(text).map(({ line, code }) => ({
    section: rows
      .slice(0, line)
      .findLast((row) => /^#+ /.test(row))!
      .replace(/^#+ /, ''),
    code,
  }))
}

/** What the example exports. An import that `modules` does not hold is an error of the test. */
export function runExample<E>(
  code: string,
  { modules, globals = {} }: { modules: Record<string, unknown>; globals?: Record<string, unknown> },
): E {
  const { outputText } = ts.transpileModule(code, {
    // Without a name it is a module without JSX.
    fileName: code.includes('/>') ? 'example.tsx' : 'example.ts',
    compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022, jsx: ts.JsxEmit.ReactJSX },
  })
  const load = (name: string): unknown => {
    if (!(name in modules)) throw new Error(`unexpected import of ${name}`)
    return modules[name]
  }
  const exported = {}
  const names = Object.keys(globals)
  const start = compileFunction(outputText, ['exports', 'require', ...names]) as (...args: unknown[]) => void
  start(exported, load, ...names.map((name) => globals[name]))
  return exported as E
}
