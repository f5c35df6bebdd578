/**
 * Reads a workspace: from a JSONC file, or given as an object.
 * The first mistake is reported with its place and what was expected; a check reports every one.
 */
import { readFileSync } from 'node:fs'
import { findNodeAtLocation, parseTree, printParseErrorCode } from 'jsonc-parser'
import type { Node, ParseError } from 'jsonc-parser'
import { checkWorkspace } from './check.ts'
import type { LoadedWorkspace } from './check.ts'
import { createEventCheck } from './event-schemas.ts'
import type { Mistake } from './explain.ts'
import { ownFile } from './own-file.ts'
import type { Workspace } from './types.ts'

export type { LoadedWorkspace } from './check.ts'

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
  const read = readWorkspaceFile(path)
  if ('workspace' in read) return read.workspace
  throw new WorkspaceError(read.mistakes[0].line)
}

/** Every mistake of a workspace file, one line each, in the order of the file; empty where there is none. */
export function findWorkspaceMistakes(path: string): string[] {
  const read = readWorkspaceFile(path)
  if ('workspace' in read) return []
  return [...read.mistakes].sort((a, b) => a.offset - b.offset).map(({ line }) => line)
}

interface PlacedMistake {
  offset: number
  line: string
}

function readWorkspaceFile(
  path: string,
): { workspace: LoadedWorkspace } | { mistakes: [PlacedMistake, ...PlacedMistake[]] } {
  let text: string
  try {
    // Editors on Windows put a byte order mark before it.
    text = readFileSync(path, 'utf8').replace(/^\uFEFF/, '')
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? (error as Error).message
    return { mistakes: [{ offset: 0, line: `${path}: cannot be read (${reason})` }] }
  }
  const errors: ParseError[] = []
  const tree = parseTree(text, errors, { allowTrailingComma: true })
  const broken = errors[0]
  if (broken !== undefined || tree === undefined) {
    const what = broken === undefined ? 'a JSON object' : readable(printParseErrorCode(broken.error))
    const offset = broken?.offset ?? 0
    return {
      mistakes: [
        { offset, line: `${path}:${placeOf(text, offset)}: ${broken === undefined ? 'expected ' : ''}${what}` },
      ],
    }
  }
  const checked = checkWorkspace(valueOf(tree))
  if ('workspace' in checked) return checked
  const [first, ...others] = checked.mistakes
  const place = (mistake: Mistake): PlacedMistake => {
    const offset = offsetOf(tree, mistake)
    return { offset, line: `${path}:${placeOf(text, offset)}: ${describe(mistake.path)}${mistake.message}` }
  }
  return { mistakes: [place(first), ...others.map(place)] }
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
  const checked = checkWorkspace(definition)
  if ('workspace' in checked) return checked.workspace
  const [{ path, message }] = checked.mistakes
  throw new WorkspaceError(`workspace: ${describe(path)}${message}`)
}

/** The value of a parsed tree, with own properties only. */
function valueOf(node: Node): unknown {
  if (node.type === 'array') return (node.children ?? []).map(valueOf)
  if (node.type !== 'object') return node.value
  return Object.fromEntries(
    (node.children ?? []).flatMap(({ children }) =>
      children?.[1] === undefined ? [] : [[String(children[0]?.value), valueOf(children[1])]],
    ),
  )
}

function offsetOf(tree: Node, { path, atKey }: Mistake): number {
  const node = findNodeAtLocation(tree, path) ?? tree
  return (atKey ? (node.parent?.children?.[0] ?? node) : node).offset
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
