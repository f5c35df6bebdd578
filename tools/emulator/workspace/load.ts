/**
 * Reads a workspace: from a JSONC file, or given as an object.
 * The first mistake is reported with its place and what was expected; a check reports every one.
 */
import { readFileSync } from 'node:fs'
import { findNodeAtLocation, parseTree, printParseErrorCode, stripComments } from 'jsonc-parser'
import type { Node, ParseError } from 'jsonc-parser'
import { checkWorkspace } from './check.ts'
import type { LoadedWorkspace } from './check.ts'
import type { Mistake } from './explain.ts'
import { findDeeperThan } from '../json.ts'
import { ownFile } from './own-file.ts'
import { readTrustedWorkspace, valueOf } from './trusted.ts'
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
  const placeOf = createPlaces(text)
  const mistakeAt = (offset: number, message: string): PlacedMistake => ({
    offset,
    line: `${path}:${placeOf(offset)}: ${message}`,
  })
  const plain = stripComments(text, ' ')
  const tooDeep = findDeeperThan(mostLevels, plain)
  if (tooDeep !== null) return { mistakes: [mistakeAt(tooDeep, `nested deeper than ${mostLevels} levels`)] }
  const parsed = parseText(text, plain)
  if ('message' in parsed) return { mistakes: [mistakeAt(parsed.offset, parsed.message)] }
  const checked = checkWorkspace(parsed.value)
  if ('workspace' in checked) return checked
  const tree = parseTree(text, [], { allowTrailingComma: true })
  const [first, ...others] = checked.mistakes
  const place = (mistake: Mistake): PlacedMistake =>
    mistakeAt(offsetOf(tree, mistake), `${describe(mistake.path)}${mistake.message}`)
  return { mistakes: [place(first), ...others.map(place)] }
}

/** Far beyond any workspace, and far below what exhausts the stack of those who walk it. */
const mostLevels = 200

/** The value of a text, with own properties only; or its first mistake. `plain` is the text without its comments. */
function parseText(text: string, plain: string): { value: unknown } | { offset: number; message: string } {
  try {
    // Many times faster than a tree, which is needed only to say where a mistake is.
    return { value: JSON.parse(plain) as unknown }
  } catch {
    // A trailing comma, which is allowed, or a mistake.
    const errors: ParseError[] = []
    const tree = parseTree(text, errors, { allowTrailingComma: true })
    const [broken] = errors
    if (broken !== undefined) return { offset: broken.offset, message: readable(printParseErrorCode(broken.error)) }
    return tree === undefined ? { offset: 0, message: 'expected a JSON object' } : { value: valueOf(tree) }
  }
}

/** Loads the sample. It is known to be right, which spares most of the time a start takes. */
export function loadSampleWorkspace(): LoadedWorkspace {
  return readTrustedWorkspace(readFileSync(sampleWorkspacePath(), 'utf8'))
}

/** Checks a workspace given as an object; throws WorkspaceError naming the place inside it. */
export function loadWorkspace(definition: Workspace): LoadedWorkspace {
  const checked = checkWorkspace(definition)
  if ('workspace' in checked) return checked.workspace
  const [{ path, message }] = checked.mistakes
  throw new WorkspaceError(`workspace: ${describe(path)}${message}`)
}

function offsetOf(tree: Node | undefined, { path, atKey }: Mistake): number {
  if (tree === undefined) return 0
  const node = findNodeAtLocation(tree, path) ?? tree
  return (atKey ? (node.parent?.children?.[0] ?? node) : node).offset
}

/** `LINE:COLUMN` of an offset, from 1; the lines are found once. */
function createPlaces(text: string): (offset: number) => string {
  const starts = [0, ...Array.from(text.matchAll(/\n/g), ({ index }) => index + 1)]
  return (offset) => {
    let [low, high] = [0, starts.length]
    while (high - low > 1) {
      const middle = (low + high) >> 1
      if (starts[middle]! <= offset) low = middle
      else high = middle
    }
    return `${low + 1}:${offset - starts[low]! + 1}`
  }
}

function describe(path: readonly (string | number)[]): string {
  return path.length === 0 ? '' : `${path.join('.')}: `
}

/** `CommaExpected` → `comma expected`. */
function readable(code: string): string {
  return code.replace(/(?<=.)([A-Z])/g, ' $1').toLowerCase()
}
