/**
 * Checks events against the schemas of the workspace.
 */
import { Ajv } from 'ajv'
import type { ValidateFunction } from 'ajv'
import ajvFormats from 'ajv-formats'
import type { Workspace } from './types.ts'

/** Why an event does not match its schema; empty where it does. */
export type EventCheck = (name: string, properties: unknown) => string[]

/**
 * Compiles the schemas; throws InvalidEventSchema where one of them is no valid JSON Schema.
 * Trusted schemas are compiled without looking at them first.
 */
export function createEventCheck(schemas: Workspace['events'], { trusted }: { trusted: boolean }): EventCheck {
  const ajv = new Ajv({
    allErrors: true,
    strict: false,
    logger: false,
    ...(trusted ? { meta: false, validateSchema: false } : {}),
  })
  ajvFormats.default(ajv)
  const checks = new Map<string, ValidateFunction>()
  for (const [name, schema] of Object.entries(schemas)) {
    try {
      checks.set(name, ajv.compile(schema))
    } catch (error) {
      throw new InvalidEventSchema(name, (error as Error).message)
    }
  }
  return (name, properties) => {
    const check = checks.get(name)
    if (check === undefined) return [`the workspace has no event named ${JSON.stringify(name)}`]
    if (check(properties)) return []
    return (check.errors ?? []).map((error) => {
      const path = `properties${error.instancePath.replaceAll('/', '.')}`
      return `${path} ${error.message ?? 'is not valid'}`
    })
  }
}

/** A schema in the workspace is not a JSON Schema. */
export class InvalidEventSchema extends Error {
  readonly event: string

  constructor(event: string, message: string) {
    super(message)
    this.name = 'InvalidEventSchema'
    this.event = event
  }
}
