/**
 * Reads and checks a workspace: from a JSONC file, or given as an object.
 * The first mistake is reported with its place and what was expected.
 */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { Ajv } from 'ajv'
import ajvFormats from 'ajv-formats'
import { findNodeAtLocation, parseTree, printParseErrorCode } from 'jsonc-parser'
import type { Node, ParseError } from 'jsonc-parser'
import { namesOf } from '../rules/cohort-rule.ts'
import { createEventCheck, InvalidEventSchema } from './event-schemas.ts'
import type { EventCheck } from './event-schemas.ts'
import { explainSchemaErrors } from './explain.ts'
import type { Mistake } from './explain.ts'
import type { Workspace } from './types.ts'

/** A checked workspace. */
export interface LoadedWorkspace {
  readonly definition: Workspace
  readonly checkEvent: EventCheck
}

/** A workspace that cannot be used; the message is one line with file, place and expectation. */
export class WorkspaceError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'WorkspaceError'
  }
}

/** Path of the commented sample, which is the default workspace. */
export function sampleWorkspacePath(): string {
  return ownFile('ctv-tracker-tools/sample-workspace.jsonc')
}

/** Loads a workspace file; throws WorkspaceError `FILE:LINE:COLUMN: …`. */
export function loadWorkspaceFile(path: string): LoadedWorkspace {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    throw new WorkspaceError(`${path}: cannot be read (${(error as NodeJS.ErrnoException).code ?? (error as Error).message})`)
  }
  const errors: ParseError[] = []
  const tree = parseTree(text, errors, { allowTrailingComma: true })
  const broken = errors[0]
  if (broken !== undefined || tree === undefined) {
    const what = broken === undefined ? 'a JSON object' : readable(printParseErrorCode(broken.error))
    throw new WorkspaceError(`${path}:${placeOf(text, broken?.offset ?? 0)}: ${broken === undefined ? 'expected ' : ''}${what}`)
  }
  try {
    return check(valueOf(tree))
  } catch (error) {
    if (!(error instanceof MistakeFound)) throw error
    const { path: where, atKey, message } = error.mistake
    const node = findNodeAtLocation(tree, where) ?? tree
    const marked = atKey ? (node.parent?.children?.[0] ?? node) : node
    throw new WorkspaceError(`${path}:${placeOf(text, marked.offset)}: ${describe(where)}${message}`)
  }
}

/** Loads the sample. It is known to be right, which spares most of the time a start takes. */
export function loadSampleWorkspace(): LoadedWorkspace {
  const tree = parseTree(readFileSync(sampleWorkspacePath(), 'utf8'))
  if (tree === undefined) throw new WorkspaceError(`${sampleWorkspacePath()}: is empty`)
  const definition = valueOf(tree) as Workspace
  return { definition, checkEvent: createEventCheck(definition.events, { trusted: true }) }
}

/** Checks a workspace given as an object; throws WorkspaceError naming the place inside it. */
export function loadWorkspace(definition: Workspace): LoadedWorkspace {
  try {
    return check(definition)
  } catch (error) {
    if (!(error instanceof MistakeFound)) throw error
    throw new WorkspaceError(`workspace: ${describe(error.mistake.path)}${error.mistake.message}`)
  }
}

class MistakeFound extends Error {
  readonly mistake: Mistake

  constructor(mistake: Mistake) {
    super(mistake.message)
    this.mistake = mistake
  }
}

function check(value: unknown): LoadedWorkspace {
  const ajv = new Ajv({ allErrors: true, strict: false, verbose: true, logger: false, meta: false, validateSchema: false })
  ajvFormats.default(ajv, ['regex'])
  const schema = JSON.parse(readFileSync(ownFile('ctv-tracker-tools/workspace.schema.json'), 'utf8')) as object
  const isWorkspace = ajv.compile<Workspace>(schema)
  if (!isWorkspace(value)) throw new MistakeFound(explainSchemaErrors(isWorkspace.errors ?? []))
  rejectPublicSecrets(value)
  rejectDuplicateIds(value)
  rejectUnknownEvents(value)
  try {
    return { definition: value, checkEvent: createEventCheck(value.events, { trusted: false }) }
  } catch (error) {
    if (!(error instanceof InvalidEventSchema)) throw error
    throw new MistakeFound({ path: ['events', error.event], atKey: false, message: `expected a JSON Schema (${error.message})` })
  }
}

/** A key that apps carry is no secret. */
function rejectPublicSecrets({ keys, admin }: Workspace): void {
  const i = admin?.keys.findIndex((key) => keys.includes(key)) ?? -1
  if (i >= 0) throw new MistakeFound({ path: ['admin', 'keys', i], atKey: false, message: 'expected a secret key, this one is also a public key' })
}

function rejectDuplicateIds({ cohorts, contextual }: Workspace): void {
  const seen = new Map<string, string>()
  for (const [list, entries] of Object.entries({ cohorts, contextual })) {
    entries.forEach(({ id, name }, i) => {
      const other = seen.get(id)
      if (other !== undefined) {
        throw new MistakeFound({ path: [list, i, 'id'], atKey: false, message: `expected an id of its own, "${id}" is also "${other}"` })
      }
      seen.set(id, name)
    })
  }
}

function rejectUnknownEvents({ cohorts, events }: Workspace): void {
  cohorts.forEach(({ rule }, i) => {
    const unknown = namesOf(rule).find((name) => !Object.hasOwn(events, name))
    if (unknown === undefined) return
    const known = Object.keys(events).join(', ')
    throw new MistakeFound({ path: ['cohorts', i, 'rule'], atKey: false, message: `expected events of this workspace (${known}), received "${unknown}"` })
  })
}

/** The value of a parsed tree, with own properties only. */
function valueOf(node: Node): unknown {
  if (node.type === 'array') return (node.children ?? []).map(valueOf)
  if (node.type !== 'object') return node.value
  return Object.fromEntries(
    (node.children ?? []).flatMap(({ children }) => (children?.[1] === undefined ? [] : [[String(children[0]?.value), valueOf(children[1])]])),
  )
}

function placeOf(text: string, offset: number): string {
  const lines = text.slice(0, offset).split('\n')
  return `${lines.length}:${(lines.at(-1) ?? '').length + 1}`
}

function describe(path: readonly (string | number)[]): string {
  return path.length === 0 ? '' : `${path.join('.')}: `
}

/** `CommaExpected` → `comma expected`. */
function readable(code: string): string {
  return code.replace(/(?<=.)([A-Z])/g, ' $1').toLowerCase()
}

/** Files beside the code are found through the package's own exports, built or not. */
function ownFile(specifier: string): string {
  return createRequire(import.meta.url).resolve(specifier)
}
