/**
 * `docs/reference.md`: every option, event and diagnostic in a table, from the types and the code, so that it cannot rot.
 * `--write` brings it up to date; without it a difference is a failure.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { formatDefault, formatTable, readEvents, readOptions, unitOf } from './lib/reference.mjs'
import { report } from './lib/report.mjs'
import { root } from './lib/tasks.mjs'
import { WHEN_TO_CHANGE, WHEN_TOLD } from './reference/notes.mjs'
import { ADVICE } from '../inspector/advice.ts'
import { DIAGNOSTIC_CODES } from '../src/diagnostics.ts'
import { parseOptions } from '../src/options.ts'

const file = path.join(root, 'docs/reference.md')
const settings = parseOptions({ apiKey: 'any' })
const options = readOptions()
const events = readEvents()

const problems = [
  ...differences(
    'option',
    options.map((option) => option.path),
    Object.keys(WHEN_TO_CHANGE),
  ),
  ...differences(
    'event',
    events.map(({ name }) => name),
    Object.keys(WHEN_TOLD),
  ),
]

/** Names without a note, and notes without a name. */
function differences(what, names, notes) {
  return [
    ...names
      .filter((name) => !notes.includes(name))
      .map((name) => `scripts/reference/notes.mjs: no note on the ${what} ${name}`),
    ...notes
      .filter((name) => !names.includes(name))
      .map((name) => `scripts/reference/notes.mjs: there is no ${what} ${name}`),
  ]
}

/** What the code does without the option; of a kind it is said in words. */
function defaultOf(option) {
  if (option === 'apiKey') return 'required'
  if (option.startsWith('kinds.')) return option.endsWith('.wrap') ? 'the name of the kind' : 'see below'
  const at = ['ports', 'consent'].includes(option) ? null : option
  if (at === null) return option === 'consent' ? "`'required'`" : 'the platform’s'
  return formatDefault(
    at.split('.').reduce((value, key) => (at === 'contextual.wrap' ? settings.events.wrap : value?.[key]), settings),
  )
}

const withoutDefault = (doc) => doc.replace(/\s*Default[^.]*(?:\.(?!\s|$)[^.]*)*\.\s*/g, ' ').trim()

const kindRows = Object.entries(settings.kinds).map(([name, { play, completion, wrap }]) => [
  `\`'${name}'\``,
  `\`${play}\``,
  `\`${completion}\``,
  `\`'${wrap}'\``,
])

const text = `# Every option, event and diagnostic

Made by \`npm run reference\` from the types and the code. [The guide](guide/README.md) says how to use them.

## Options of \`createTracker\`

An unknown option, or one of a wrong type, throws a \`ConfigError\` when the tracker is created. Nothing throws later.

${formatTable(
  ['option', 'type', 'default', 'unit', 'what it is', 'when you want to change it'],
  options.map((option) => [
    `\`${option.path}\``,
    `\`${option.type}\``,
    defaultOf(option.path),
    unitOf(option.path),
    withoutDefault(option.doc),
    WHEN_TO_CHANGE[option.path] ?? '',
  ]),
)}

\`*\` is the name of a kind. These are there:

${formatTable(['\`kind\` of a content', 'play event', 'completion event', 'key for the Contextual API'], kindRows)}

## Events

\`tracker.on(name, listener)\` and \`tracker.off(name, listener)\`. A listener that throws harms nobody else.

${formatTable(
  ['event', 'what the listener gets', 'when'],
  events.map(({ name, payload }) => [`\`${name}\``, `\`${payload}\``, WHEN_TOLD[name] ?? '']),
)}

\`EventSummary\` is \`{ name, time }\`. [The API report](api-report.md) has every type.

## Diagnostics

What the event \`diagnostic\` tells, as \`{ code, message, status? }\`. [errors.md](errors.md) says more about each.

${formatTable(
  ['code', 'what it means and what to do'],
  DIAGNOSTIC_CODES.map((code) => [`[\`${code}\`](errors.md#codes)`, ADVICE[code]]),
)}
`

if (process.argv.includes('--write') && problems.length === 0) {
  writeFileSync(file, text)
  console.log('docs/reference.md written')
} else {
  if (!existsSync(file) || readFileSync(file, 'utf8') !== text)
    problems.push('docs/reference.md differs from the types and the code: `npm run reference`')
  report(problems, 'docs/reference.md is up to date')
}
