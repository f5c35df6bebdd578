/**
 * Turns a JSON Schema validator's errors into mistakes to report. Errors must be verbose.
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
 * one it was meant to be, which is then missing.
 */
export function explainSchemaErrors(errors: readonly ErrorObject[]): Mistake {
  const deepest = specificOf(errors).reduce<ErrorObject | undefined>(
    (best, error) => (best === undefined || depthOf(error) > depthOf(best) ? error : best),
    undefined,
  )
  return deepest === undefined ? { path: [], atKey: false, message: 'is not a workspace' } : explain(deepest)
}

/** Every mistake once: what only repeats that something inside it is wrong is left out. */
export function explainEverySchemaError(errors: readonly ErrorObject[]): Mistake[] {
  const specific = specificOf(errors)
  const misspelt = new Set(specific.filter(isMisspelling).map(({ instancePath }) => instancePath))
  const told = specific.filter(({ keyword, instancePath }) => keyword !== 'required' || !misspelt.has(instancePath))
  // A file can be wrong in as many places as it has entries: everything is looked up, nothing searched for.
  const byPlace = new Map<string, ErrorObject>()
  const around = new Set<string>()
  for (const error of told) {
    const place = placeOf(error)
    if (byPlace.has(place)) continue
    byPlace.set(place, error)
    addAncestors(place, around)
  }
  return [...byPlace].filter(([place]) => !around.has(place)).map(([, error]) => explain(error))
}

/** Every pointer that leads on to `place`; where one is known, those before it are. */
function addAncestors(place: string, known: Set<string>): void {
  for (let parent = parentOf(place); parent !== null && !known.has(parent); parent = parentOf(parent)) known.add(parent)
}

function parentOf(pointer: string): string | null {
  return pointer === '' ? null : pointer.slice(0, pointer.lastIndexOf('/'))
}

function specificOf(errors: readonly ErrorObject[]): ErrorObject[] {
  return errors.filter((error) => !wrappers.has(error.keyword))
}

function isMisspelling(error: ErrorObject): boolean {
  return error.keyword === 'additionalProperties'
}

function depthOf(error: ErrorObject): number {
  return error.instancePath.split('/').length + (isMisspelling(error) ? 0.5 : 0)
}

/** The pointer to what is wrong, also where it is missing or unknown. */
function placeOf({ instancePath, params }: ErrorObject): string {
  const name: unknown = params['missingProperty'] ?? params['additionalProperty']
  return name === undefined ? instancePath : `${instancePath}/${String(name)}`
}

function explain(error: ErrorObject): Mistake {
  const path = stepsOf(error.instancePath)
  if (!isMisspelling(error)) return { path, atKey: false, message: expectation(error) }
  const unknown = String(error.params['additionalProperty'])
  return {
    path: [...path, unknown],
    atKey: true,
    message: `unknown property, expected one of ${knownProperties(error)}`,
  }
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
      // A key that is nearly right must not end up in a log.
      return `expected text like ${params['pattern']}${isKey(error) ? '' : `, received ${JSON.stringify(data)}`}`
    case 'minItems':
      return 'expected at least one entry'
    case 'uniqueItems':
      return `expected no entry twice, entries ${params['i']} and ${params['j']} are the same`
    case 'maxProperties':
      return 'expected "any", "all", "not", "cohort" or "content" alone, without other properties'
    case 'minProperties':
      return 'expected a condition'
    default:
      return `expected: ${error.message ?? error.keyword}`
  }
}

function isKey({ instancePath }: ErrorObject): boolean {
  return /^(\/admin)?\/keys\//.test(instancePath)
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
