/**
 * A workspace that is known to be right, from the text of its file: nothing in it is checked.
 * Pure.
 */
import { parseTree } from 'jsonc-parser'
import type { Node } from 'jsonc-parser'
import type { LoadedWorkspace } from './check.ts'
import { createEventCheck } from './event-schemas.ts'
import type { Workspace } from './types.ts'

/** `text` is JSON with comments; throws SyntaxError where there is nothing in it. */
export function readTrustedWorkspace(text: string): LoadedWorkspace {
  const tree = parseTree(text, [], { allowTrailingComma: true })
  if (tree === undefined) throw new SyntaxError('the text holds no workspace')
  return trustWorkspace(valueOf(tree) as Workspace)
}

export function trustWorkspace(definition: Workspace): LoadedWorkspace {
  return { definition, checkEvent: createEventCheck(definition.events, { trusted: true }) }
}

/** The value of a parsed tree, with own properties only. */
export function valueOf(node: Node): unknown {
  if (node.type === 'array') return (node.children ?? []).map(valueOf)
  if (node.type !== 'object') return node.value
  return Object.fromEntries(
    (node.children ?? []).flatMap(({ children }) =>
      children?.[1] === undefined ? [] : [[String(children[0]?.value), valueOf(children[1])]],
    ),
  )
}
