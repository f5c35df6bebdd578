/**
 * The workspace file as far as the linter looks at it. Pure.
 */
import type { Schema } from './schema.ts'

/** The emulator's workspace file: JSON, or its text with comments. */
export interface LintedWorkspace {
  /** JSON Schema of the properties, by event name. */
  events: { [name: string]: Schema }
  /** Identifier tags. */
  identifiers?: readonly string[]
  cohorts?: readonly { id: string }[]
  contextual?: readonly { id: string }[]
}

/** Throws a SyntaxError or TypeError where it is no workspace: a linter without one would find nothing. */
export function readWorkspace(given: LintedWorkspace | string): LintedWorkspace {
  const workspace = (typeof given === 'string' ? JSON.parse(plainJson(given)) : given) as LintedWorkspace | null
  if (!workspace || typeof workspace.events !== 'object')
    throw new TypeError('workspace: expected a workspace file with "events"')
  return workspace
}

/** JSON without the comments and trailing commas that the workspace file may have; what stands in texts stays. */
function plainJson(text: string): string {
  return text
    .replace(/^\uFEFF/, '')
    .replace(/("(?:[^"\\]|\\.)*")|\/\/[^\n]*|\/\*[\s\S]*?\*\//g, '$1')
    .replace(/("(?:[^"\\]|\\.)*")|,(?=\s*[\]}])/g, '$1')
}
