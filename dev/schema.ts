/**
 * Checks values against JSON Schema (draft-07), as far as event schemas use it. `format`, `dependencies` and references to
 * elsewhere are taken for met: the emulator looks at all of it. Pure.
 */
import { show, suggest } from './finding.ts'
import type { Report } from './finding.ts'

/** A JSON Schema. */
export type Schema = { [keyword: string]: unknown } | boolean

type Json = { [name: string]: unknown }

/** More references one in another than any schema needs: it leads to itself. */
const MOST_STEPS = 100

/** Tells `report` where `value` is not as the schema says; `root` is where local references begin. */
export function checkSchema(
  schema: Schema,
  value: unknown,
  path: string,
  report: Report,
  root: Schema = schema,
  steps = 0,
): void {
  if (schema === false) report(path, 'nothing', show(value))
  if (typeof schema !== 'object' || schema === null || steps > MOST_STEPS) return
  const follow: Follow = (part, of, at, tell = report) => checkSchema(part, of, at, tell, root, steps + 1)
  const target = typeof schema['$ref'] === 'string' ? resolve(root, schema['$ref']) : undefined
  // In draft-07 a reference stands alone.
  if (schema['$ref'] !== undefined) return target === undefined ? undefined : follow(target, value, path)
  if (!checkType(schema, value, path, report)) return
  if (schema['enum'] !== undefined && !isOneOf(value, schema['enum'] as unknown[]))
    report(path, 'one of ' + (schema['enum'] as unknown[]).map(show).join(', '), show(value))
  if ('const' in schema && !isSame(value, schema['const'])) report(path, show(schema['const']), show(value))
  if (typeof value === 'number') checkNumber(schema, value, path, report)
  if (typeof value === 'string') checkText(schema, value, path, report)
  if (isList(value)) checkList(schema, value, path, report, follow)
  else if (isRecord(value)) checkRecord(schema, value, path, report, follow)
  checkCombined(schema, value, path, report, follow)
}

/** Goes on with a part of the schema. */
type Follow = (schema: Schema, value: unknown, path: string, report?: Report) => void

export function typeOf(value: unknown): string {
  if (value === null) return 'null'
  return isList(value) ? 'array' : typeof value
}

function checkType(schema: Json, value: unknown, path: string, report: Report): boolean {
  if (schema['type'] === undefined) return true
  const types = ([] as string[]).concat(schema['type'] as string | string[])
  const type = typeOf(value)
  const isMet = types.some((each) => each === type || (each === 'integer' && isWhole(value)))
  if (!isMet)
    report(path, types.join(' or '), (type === 'object' || type === 'array' ? 'an ' + type + ' ' : '') + show(value))
  return isMet
}

function checkNumber(schema: Json, value: number, path: string, report: Report): void {
  const bounds: [keyword: string, isMet: (bound: number) => boolean, word: string][] = [
    ['minimum', (bound) => value >= bound, 'at least'],
    ['maximum', (bound) => value <= bound, 'at most'],
    ['exclusiveMinimum', (bound) => value > bound, 'more than'],
    ['exclusiveMaximum', (bound) => value < bound, 'less than'],
    ['multipleOf', (bound) => isWhole(value / bound), 'a multiple of'],
  ]
  checkBounds(schema, bounds, path, report, show(value))
}

function checkText(schema: Json, value: string, path: string, report: Report): void {
  const { pattern } = schema as { pattern?: string }
  if (pattern !== undefined && !matches(pattern, value)) report(path, 'text like ' + pattern, show(value))
  // A character outside the first plane counts once.
  const length = value.replace(/[\ud800-\udbff][\udc00-\udfff]/g, '_').length
  const bounds: Bound[] = [
    ['minLength', (bound) => length >= bound, 'text of at least', ' characters'],
    ['maxLength', (bound) => length <= bound, 'text of at most', ' characters'],
  ]
  checkBounds(schema, bounds, path, report, show(value))
}

function checkList(schema: Json, value: unknown[], path: string, report: Report, follow: Follow): void {
  const items = schema['items'] as Schema | Schema[] | undefined
  value.forEach((item, i) => {
    const of = isList(items) ? (i < items.length ? items[i] : (schema['additionalItems'] as Schema | undefined)) : items
    if (of !== undefined) follow(of, item, path + '[' + i + ']')
  })
  if (schema['contains'] !== undefined && !value.some((item) => isMetBy(schema['contains'] as Schema, item, follow)))
    report(path, 'a list with an entry as the schema says', show(value))
  if (schema['uniqueItems'] === true && value.some((item, i) => isOneOf(item, value.slice(0, i))))
    report(path, 'no entry twice', show(value))
  const bounds: Bound[] = [
    ['minItems', (bound) => value.length >= bound, 'at least', ' entries'],
    ['maxItems', (bound) => value.length <= bound, 'at most', ' entries'],
  ]
  checkBounds(schema, bounds, path, report, String(value.length))
}

function checkRecord(schema: Json, value: Json, path: string, report: Report, follow: Follow): void {
  const properties = (schema['properties'] || {}) as { [name: string]: Schema }
  const names = Object.keys(value)
  const others = names.filter((name) => !has(properties, name))
  ;((schema['required'] || []) as string[]).forEach((name) => {
    if (!has(value, name)) report(join(path, name), 'it, since it is required', hint(name, others))
  })
  names.forEach((name) => {
    const at = join(path, name)
    if (schema['propertyNames'] !== undefined) follow(schema['propertyNames'] as Schema, name, at)
    if (has(properties, name)) return follow(properties[name]!, value[name], at)
    checkOther(schema, name, value, at, report, follow)
    const meant = suggest(
      name,
      Object.keys(properties).filter((each) => !has(value, each)),
    )
    // Taken, and then looked at by nobody: the first thing to go wrong with an event.
    if (meant !== null && meant.toLowerCase() === name.toLowerCase()) report(at, meant, name)
  })
  const bounds: Bound[] = [
    ['minProperties', (bound) => names.length >= bound, 'at least', ' properties'],
    ['maxProperties', (bound) => names.length <= bound, 'at most', ' properties'],
  ]
  checkBounds(schema, bounds, path, report, String(names.length))
}

/** A property that the schema does not name. */
function checkOther(schema: Json, name: string, value: Json, at: string, report: Report, follow: Follow): void {
  const patterns = (schema['patternProperties'] || {}) as { [pattern: string]: Schema }
  const fitting = Object.keys(patterns).filter((pattern) => matches(pattern, name))
  fitting.forEach((pattern) => follow(patterns[pattern]!, value[name], at))
  const others = schema['additionalProperties'] as Schema | undefined
  if (fitting.length > 0 || others === undefined || others === true) return
  if (others === false) {
    const known = Object.keys((schema['properties'] || {}) as Json)
    const meant = suggest(name, known)
    report(at, meant === null ? 'one of ' + known.join(', ') : meant, name)
  } else follow(others, value[name], at)
}

function checkCombined(schema: Json, value: unknown, path: string, report: Report, follow: Follow): void {
  const parts = (keyword: string): Schema[] => (schema[keyword] || []) as Schema[]
  const metBy = (list: Schema[]): number => list.filter((part) => isMetBy(part, value, follow)).length
  parts('allOf').forEach((part) => follow(part, value, path))
  if (schema['anyOf'] !== undefined && metBy(parts('anyOf')) === 0)
    report(path, 'one of several forms of the schema', show(value))
  if (schema['oneOf'] !== undefined && metBy(parts('oneOf')) !== 1)
    report(path, 'exactly one of several forms of the schema', show(value))
  if (schema['not'] !== undefined && isMetBy(schema['not'] as Schema, value, follow))
    report(path, 'what the schema does not rule out', show(value))
  if (schema['if'] === undefined) return
  const next = schema[isMetBy(schema['if'] as Schema, value, follow) ? 'then' : 'else']
  if (next !== undefined) follow(next as Schema, value, path)
}

type Bound = [keyword: string, isMet: (bound: number) => boolean, word: string, unit?: string]

function checkBounds(schema: Json, bounds: Bound[], path: string, report: Report, received: string): void {
  bounds.forEach(([keyword, isMet, word, unit = '']) => {
    const bound = schema[keyword]
    if (typeof bound === 'number' && !isMet(bound)) report(path, word + ' ' + bound + unit, received)
  })
}

function isMetBy(schema: Schema, value: unknown, follow: Follow): boolean {
  let isMet = true
  follow(schema, value, '', () => {
    isMet = false
  })
  return isMet
}

/** Where `#/definitions/…` leads, or undefined. */
function resolve(root: Schema, reference: string): Schema | undefined {
  if (reference.charAt(0) !== '#') return undefined
  let found: unknown = root
  reference
    .slice(1)
    .split('/')
    .slice(1)
    .forEach((step) => {
      const name = decodeURIComponent(step).replace(/~1/g, '/').replace(/~0/g, '~')
      found =
        found !== null && typeof found === 'object' && has(found as Json, name) ? (found as Json)[name] : undefined
    })
  return found as Schema | undefined
}

function hint(name: string, present: readonly string[]): string {
  const other = suggest(name, present)
  return other === null ? 'nothing' : other
}

/** A pattern that this engine cannot read is taken for met. */
function matches(pattern: string, text: string): boolean {
  try {
    return new RegExp(pattern).test(text)
  } catch (_tooNew) {
    return true
  }
}

function isOneOf(value: unknown, list: readonly unknown[]): boolean {
  return list.some((each) => isSame(each, value))
}

function isSame(a: unknown, b: unknown): boolean {
  if (a === b) return true
  if (typeof a !== 'object' || typeof b !== 'object' || !a || !b || isList(a) !== isList(b)) return false
  const names = Object.keys(a)
  return (
    names.length === Object.keys(b).length &&
    names.every((name) => has(b as Json, name) && isSame((a as Json)[name], (b as Json)[name]))
  )
}

function isWhole(value: unknown): boolean {
  return typeof value === 'number' && isFinite(value) && Math.floor(value) === value
}

export function isList(value: unknown): value is unknown[] {
  return Object.prototype.toString.call(value) === '[object Array]'
}

export function isRecord(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !isList(value)
}

function has(value: object, name: string): boolean {
  return Object.prototype.hasOwnProperty.call(value, name)
}

export function join(path: string, name: string): string {
  return path === '' ? name : path + '.' + name
}
