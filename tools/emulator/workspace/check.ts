/**
 * Checks the value of a workspace: its JSON Schema first, then what a schema cannot say.
 */
import { readFileSync } from 'node:fs'
import { Ajv } from 'ajv'
import ajvFormats from 'ajv-formats'
import { cohortsOf, contentsIn, contentsOf, namesOf } from '../rules/cohort-rule.ts'
import { createEventCheck, InvalidEventSchema } from './event-schemas.ts'
import type { EventCheck } from './event-schemas.ts'
import { explainEverySchemaError, explainSchemaErrors } from './explain.ts'
import type { Mistake } from './explain.ts'
import { ownFile } from './own-file.ts'
import type { Workspace } from './types.ts'

/** A checked workspace. */
export interface LoadedWorkspace {
  readonly definition: Workspace
  readonly checkEvent: EventCheck
}

/** The workspace, or its mistakes: the most telling one first. */
export type Checked = { workspace: LoadedWorkspace } | { mistakes: [Mistake, ...Mistake[]] }

export function checkWorkspace(value: unknown): Checked {
  const ajv = new Ajv({
    allErrors: true,
    strict: false,
    verbose: true,
    logger: false,
    meta: false,
    validateSchema: false,
  })
  ajvFormats.default(ajv, ['regex'])
  const schema = JSON.parse(readFileSync(ownFile('ctv-tracker-tools/workspace.schema.json'), 'utf8')) as object
  const isWorkspace = ajv.compile<Workspace>(schema)
  if (!isWorkspace(value)) {
    const errors = isWorkspace.errors ?? []
    const first = explainSchemaErrors(errors)
    const others = explainEverySchemaError(errors).filter(
      (each) => each.path.join() !== first.path.join() || each.message !== first.message,
    )
    return { mistakes: [first, ...others] }
  }
  const [first, ...others] = [
    ...publicSecrets(value),
    ...duplicateIds(value),
    ...unknownEvents(value),
    ...unknownCohorts(value),
    ...invalidSchemas(value),
  ]
  if (first !== undefined) return { mistakes: [first, ...others] }
  return { workspace: { definition: value, checkEvent: createEventCheck(value.events, { trusted: false }) } }
}

/** A key that apps carry is no secret. */
function publicSecrets({ keys, admin }: Workspace): Mistake[] {
  return (admin?.keys ?? []).flatMap((key, i) =>
    keys.includes(key)
      ? [{ path: ['admin', 'keys', i], atKey: false, message: 'expected a secret key, this one is also a public key' }]
      : [],
  )
}

function duplicateIds({ cohorts, contextual }: Workspace): Mistake[] {
  const seen = new Map<string, string>()
  return Object.entries({ cohorts, contextual }).flatMap(([list, entries]) =>
    entries.flatMap(({ id, name }, i): Mistake[] => {
      const other = seen.get(id)
      seen.set(id, other ?? name)
      return other === undefined
        ? []
        : [{ path: [list, i, 'id'], atKey: false, message: `expected an id of its own, "${id}" is also "${other}"` }]
    }),
  )
}

function unknownEvents({ cohorts, events }: Workspace): Mistake[] {
  const known = Object.keys(events).join(', ')
  return cohorts.flatMap(({ rule }, i): Mistake[] => {
    const unknown = namesOf(rule).find((name) => !Object.hasOwn(events, name))
    if (unknown === undefined) return []
    return [
      {
        path: ['cohorts', i, 'rule'],
        atKey: false,
        message: `expected events of this workspace (${known}), received "${unknown}"`,
      },
    ]
  })
}

/** Rules look back at cohorts only, so that none waits for itself. */
function unknownCohorts({ cohorts, contextual }: Workspace): Mistake[] {
  const before = new Set<string>()
  const contents = new Set(contextual.map(({ id }) => id))
  return [
    ...cohorts.flatMap(({ id, rule }, i): Mistake[] => {
      const unknown = cohortsOf(rule).find((each) => !before.has(each))
      before.add(id)
      const content = contentsOf(rule).find((each) => !contents.has(each))
      const message =
        unknown !== undefined
          ? `expected cohorts that stand before this one, received "${unknown}"`
          : content !== undefined
            ? `expected contextual cohorts of this workspace, received "${content}"`
            : undefined
      return message === undefined ? [] : [{ path: ['cohorts', i, 'rule'], atKey: false, message }]
    }),
    ...contextual.flatMap(({ when }, i): Mistake[] =>
      contentsIn(when).length === 0
        ? []
        : [
            {
              path: ['contextual', i, 'when'],
              atKey: false,
              message: 'expected conditions on the content itself, received "content"',
            },
          ],
    ),
  ]
}

function invalidSchemas({ events }: Workspace): Mistake[] {
  return Object.entries(events).flatMap(([name, schema]): Mistake[] => {
    try {
      createEventCheck({ [name]: schema }, { trusted: false })
      return []
    } catch (error) {
      if (!(error instanceof InvalidEventSchema)) throw error
      return [{ path: ['events', name], atKey: false, message: `expected a JSON Schema (${error.message})` }]
    }
  })
}
