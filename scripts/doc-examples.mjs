/**
 * Type-checks every TypeScript example of README.md and docs against the built package.
 */
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { findExamples } from './lib/doc-blocks.mjs'
import { listFiles } from './lib/files.mjs'
import { report } from './lib/report.mjs'
import { root } from './lib/tasks.mjs'
import { ts } from './lib/require.mjs'
import { checkTypes } from './lib/types.mjs'

const pages = [...['README.md', 'tools/README.md', 'demo-app/README.md'].filter((page) => existsSync(path.join(root, page))), ...listFiles(['docs'], (file) => file.endsWith('.md'))]
  // The API report shows declarations, not examples.
  .filter((page) => page !== 'docs/api-report.md')

/** Its examples import players, as an app with a bundler does. */
const PLAYERS_PAGE = 'docs/players.md'
const installed = path.join(root, 'test/players/node_modules')
const PLAYERS_OPTIONS = {
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  esModuleInterop: true,
  // What an app for Samsung's TVs has installed.
  types: ['tizen-tv-webapis'],
  paths: { '*': [`${installed}/*`], dashjs: [`${installed}/dashjs/index.d.ts`] },
}

const sources = new Map()
const origins = new Map()
for (const page of pages) {
  for (const { line, code } of findExamples(readFileSync(path.join(root, page), 'utf8'))) {
    // In the root, where `ctv-tracker` and `ctv-tracker-tools` resolve as for someone who installed them.
    const file = path.join(root, `example-${origins.size}.ts`)
    sources.set(file, `${code}\nexport {}\n`)
    origins.set(file, { page, line })
  }
}

const pick = (isWanted) => new Map([...sources].filter(([file]) => isWanted(origins.get(file).page)))
const found = [...checkTypes(pick((page) => page !== PLAYERS_PAGE)), ...checkTypes(pick((page) => page === PLAYERS_PAGE), PLAYERS_OPTIONS)]
const problems = found.map(({ file, line, message }) => {
  const origin = origins.get(file)
  return origin ? `${origin.page}:${origin.line + line - 1}: ${message}` : `${file}:${line}: ${message}`
})
report(problems, `${sources.size} examples on ${pages.length} pages compile`)
