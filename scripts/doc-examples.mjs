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

const pages = [
  ...['README.md', 'tools/README.md', 'demo-app/README.md'].filter((page) => existsSync(path.join(root, page))),
  ...listFiles(['docs'], (file) => file.endsWith('.md')),
]
  // The API report shows declarations, not examples.
  .filter((page) => page !== 'docs/api-report.md')

/** Their examples import players and ad clients, as an app with a bundler does. */
const CLIENT_PAGES = ['docs/players.md', 'docs/ad-calls.md']
/** Their examples import React Native and its packages, of which one is installed and the others are declared. */
const NATIVE_PAGES = ['docs/react-native.md']
const declared = path.join(root, 'test/types/react-native')
const NATIVE_OPTIONS = {
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  esModuleInterop: true,
  jsx: ts.JsxEmit.ReactJSX,
  paths: {
    'react-native': [`${declared}/react-native.d.ts`],
    'react-native-video': [`${declared}/react-native-video.d.ts`],
    'react-native-mmkv': [`${declared}/react-native-mmkv.d.ts`],
    'react-native-get-random-values': [`${declared}/react-native-get-random-values.d.ts`],
    '@react-native-async-storage/async-storage': [
      `${root}/test/engines/node_modules/@react-native-async-storage/async-storage/lib/typescript/index.d.ts`,
    ],
    '@amazon-devices/kepler-adid-retriever': [`${declared}/kepler-adid-retriever.d.ts`],
    '@amazon-devices/react-native-w3cmedia': [`${declared}/w3cmedia.d.ts`],
    '@sparkfabrik/react-native-idfa-aaid': [`${declared}/idfa-aaid.d.ts`],
  },
}
/** Their examples run on a server. */
const SERVER_PAGES = ['docs/ssai.md']
const installed = path.join(root, 'test/players/node_modules')
const adClients = path.join(root, 'test/ad-clients/node_modules')
const CLIENT_OPTIONS = {
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  esModuleInterop: true,
  typeRoots: [`${root}/node_modules/@types`, `${adClients}/@types`],
  // What an app for Samsung's TVs has installed, and IMA.
  types: ['tizen-tv-webapis', 'google_interactive_media_ads_types'],
  paths: {
    '*': [`${installed}/*`, `${adClients}/*`],
    dashjs: [`${installed}/dashjs/index.d.ts`],
    'prebid.js/modules/*': [`${adClients}/prebid.js/dist/src/public/*`],
  },
}

const sources = new Map()
const origins = new Map()
for (const page of pages) {
  for (const { line, code, language } of findExamples(readFileSync(path.join(root, page), 'utf8'))) {
    // In the root, where `ctv-tracker` and `ctv-tracker-tools` resolve as for someone who installed them.
    const file = path.join(root, `example-${origins.size}.${language === 'tsx' ? 'tsx' : 'ts'}`)
    sources.set(file, `${code}\nexport {}\n`)
    origins.set(file, { page, line })
  }
}

const pick = (isWanted) => new Map([...sources].filter(([file]) => isWanted(origins.get(file).page)))
const found = [
  ...checkTypes(
    pick((page) => ![...CLIENT_PAGES, ...NATIVE_PAGES, ...SERVER_PAGES].includes(page)),
    { jsx: ts.JsxEmit.ReactJSX },
  ),
  ...checkTypes(
    pick((page) => NATIVE_PAGES.includes(page)),
    NATIVE_OPTIONS,
  ),
  ...checkTypes(
    pick((page) => SERVER_PAGES.includes(page)),
    { types: ['node'] },
  ),
  ...checkTypes(
    pick((page) => CLIENT_PAGES.includes(page)),
    CLIENT_OPTIONS,
  ),
]
const problems = found.map(({ file, line, message }) => {
  const origin = origins.get(file)
  return origin ? `${origin.page}:${origin.line + line - 1}: ${message}` : `${file}:${line}: ${message}`
})
report(problems, `${sources.size} examples on ${pages.length} pages compile`)
