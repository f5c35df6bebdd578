/**
 * Turns a JSON Schema validator's errors into the one mistake to report.
 * Pure.
 */
import type { ErrorObject } from 'ajv'

/** Where a workspace is wrong, and what was expected. */
export interface Mistake {
  path: (string | number)[]
  /** The property's name is wrong, rather than its value. */
  atKey: boolean
  message: string
}

/** Keywords that only repeat that a part of theirs failed. */
const wrappers = new Set(['if', 'anyOf', 'oneOf', 'allOf'])

/**
 * The mistake that lies deepest, since it is the most specific; a misspelt property rather than the
 * one it was meant to be, which is then missing. Errors must be verbose.
 */
export function explainSchemaErrors(errors: readonly ErrorObject[]): Mistake {
  const specific = errors.filter((error) => !wrappers.has(error.keyword))
  const depth = (error: ErrorObject): number => error.instancePath.split('/').length + (error.keyword === 'additionalProperties' ? 0.5 : 0)
  const deepest = specific.reduce<ErrorObject | undefined>(
    (best, error) => (best === undefined || depth(error) > depth(best) ? error : best),
    undefined,
  )
  if (deepest === undefined) return { path: [], atKey: false, message: 'is not a workspace' }
  const path = stepsOf(deepest.instancePath)
  if (deepest.keyword === 'additionalProperties') {
    const unknown = String(deepest.params['additionalProperty'])
    return { path: [...path, unknown], atKey: true, message: `unknown property, expected one of ${knownProperties(deepest)}` }
  }
  return { path, atKey: false, message: expectation(deepest) }
}

function expectation(error: ErrorObject): string {
  const { params, data } = error
  switch (error.keyword) {
    case 'required':
      return `expected property "${params['missingProperty']}"`
    case 'type':
      return `expected ${params['type']}, received ${kindOf(data)}`
    case 'enum':
      return `expected one of ${(params['allowedValues'] as unknown[]).join(', ')}, received ${JSON.stringify(data)}`
    case 'format':
      return `expected a ${params['format'] === 'regex' ? 'regular expression' : params['format']}, received ${JSON.stringify(data)}`
    case 'pattern':
      return `expected text like ${params['pattern']}, received ${JSON.stringify(data)}`
    case 'minItems':
      return 'expected at least one entry'
    case 'uniqueItems':
      return `expected no entry twice, entries ${params['i']} and ${params['j']} are the same`
    case 'maxProperties':
      return 'expected "any", "all" or "not" alone, without other properties'
    case 'minProperties':
      return 'expected a condition'
    default:
      return `expected: ${error.message ?? error.keyword}`
  }
}

function knownProperties(error: ErrorObject): string {
  const schema = error.parentSchema as { properties?: object } | undefined
  return Object.keys(schema?.properties ?? {}).join(', ')
}

function kindOf(value: unknown): string {
  if (value === null) return 'null'
  return Array.isArray(value) ? 'array' : typeof value
}

/** A JSON pointer as steps; whole numbers step into arrays. */
function stepsOf(pointer: string): (string | number)[] {
  return pointer
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'))
    .map((step) => (/^\d+$/.test(step) ? Number(step) : step))
}
