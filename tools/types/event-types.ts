/**
 * TypeScript types of a workspace's events, from their JSON Schemas.
 * Pure.
 *
 * What a type cannot say (bounds, formats, patterns, conditions) is left out: every value a schema takes has the type, and
 * some more have it. The one exception is a schema with properties and no type, which is read as one of objects.
 */
import type { Workspace } from '../emulator/workspace/types.ts'

export interface EventTypesOptions {
  /** Where the types come from, for the head of the file. */
  source: string
  /** Properties that a schema takes without naming them are left out, so that the compiler finds misspelt ones. */
  exact: boolean
}

type Schema = Record<string, unknown>

/** The text of a module. */
export function formatEventTypes(
  { events, identifiers }: Pick<Workspace, 'events' | 'identifiers'>,
  { source, exact }: EventTypesOptions,
): string {
  const aliases: string[] = []
  const members = Object.entries(events).map(([name, schema]) => {
    const scope = createScope(name, schema, exact)
    const type = scope.typeOf(schema, '  ')
    aliases.push(...scope.aliases())
    // A schema without a type takes anything; properties are an object all the same.
    return `${comment(schema, '  ')}  ${key(name)}: ${type === 'unknown' ? 'Record<string, unknown>' : type}\n`
  })
  const tags = identifiers.map((tag) => JSON.stringify(tag)).join(' | ') || 'never'
  return [
    `// Made from ${source.replace(/[\r\n]+/g, ' ')} by \`ctv-tracker types\`. Change it there.\n`,
    '/** Properties of the events, by name. */',
    `export interface EventProperties {\n${members.join('')}}\n`,
    '/** Names of the events. */',
    'export type EventName = keyof EventProperties\n',
    '/** `tracker.track`, taking these events only: `const track: TrackEvent = tracker.track`. */',
    'export type TrackEvent = <N extends EventName>(name: N, properties: EventProperties[N]) => void\n',
    '/** Tags that an alias may have. */',
    `export type IdentifierTag = ${tags}\n`,
    ...aliases,
  ].join('\n')
}

interface Scope {
  typeOf(schema: unknown, indent: string): string
  /** Declarations of what was referred to. */
  aliases(): string[]
}

/** One event's schema, within which references are resolved. */
function createScope(event: string, root: Schema, exact: boolean): Scope {
  const names = new Map<string, string>()
  const declared: string[] = []

  function typeOf(schema: unknown, indent: string): string {
    if (schema === false) return 'never'
    if (!isSchema(schema)) return 'unknown'
    if (typeof schema['$ref'] === 'string') return refer(schema['$ref'])
    if ('const' in schema) return literal(schema['const'])
    if (Array.isArray(schema['enum'])) return union(schema['enum'].map(literal))
    const parts = [ownType(schema, indent)]
    for (const keyword of ['anyOf', 'oneOf']) {
      const choices = schema[keyword]
      if (Array.isArray(choices)) parts.push(union(choices.map((choice) => typeOf(choice, indent))))
    }
    if (Array.isArray(schema['allOf'])) parts.push(...schema['allOf'].map((part) => typeOf(part, indent)))
    return intersection(parts)
  }

  /** What the schema says by itself, without what it combines. */
  function ownType(schema: Schema, indent: string): string {
    const given = schema['type']
    const types = Array.isArray(given) ? given : given === undefined ? implied(schema) : [given]
    if (types.length === 0) return 'unknown'
    return union(types.map((type) => simpleType(type, schema, indent)))
  }

  function simpleType(type: unknown, schema: Schema, indent: string): string {
    if (type === 'string' || type === 'boolean' || type === 'null' || type === 'number') return type
    if (type === 'integer') return 'number'
    if (type === 'array') return arrayType(schema, indent)
    return type === 'object' ? objectType(schema, indent) : 'unknown'
  }

  function arrayType({ items, minItems, maxItems }: Schema, indent: string): string {
    // A tuple of exact length is rare, and one of any other length means little to the compiler.
    // Whatever has parts is in brackets of some kind, so that this can follow it.
    if (!Array.isArray(items)) return `${typeOf(items, indent)}[]`
    const types = items.map((item) => typeOf(item, indent))
    if (minItems === items.length && maxItems === items.length) return `[${types.join(', ')}]`
    return 'unknown[]'
  }

  function objectType(schema: Schema, indent: string): string {
    const { properties, required, additionalProperties = true } = schema
    const needed = new Set(Array.isArray(required) ? required.map(String) : [])
    const named = isSchema(properties) ? Object.entries(properties) : []
    // Required and described nowhere: it is there, of whatever kind.
    const bare = [...needed]
      .filter((name) => !named.some(([other]) => other === name))
      .map((name): [string, unknown] => [name, {}])
    const inner = `${indent}  `
    const lines = [...named, ...bare].map(
      ([name, property]) =>
        `${comment(property, inner)}${inner}${key(name)}${needed.has(name) ? '' : '?'}: ${typeOf(property, inner)}\n`,
    )
    const isOpen = additionalProperties !== false || isSchema(schema['patternProperties'])
    if (lines.length === 0) return isOpen ? `Record<string, ${restType(schema, indent)}>` : 'Record<string, never>'
    // An index of anything but unknown would have to fit the named properties too.
    if (isOpen && !exact) lines.push(`${inner}[property: string]: unknown\n`)
    return `{\n${lines.join('')}${indent}}`
  }

  function restType({ additionalProperties = true, patternProperties }: Schema, indent: string): string {
    return patternProperties === undefined ? typeOf(additionalProperties, indent) : 'unknown'
  }

  /** The name of a type that is referred to, declared at its first use, so that it may refer to itself. */
  function refer(reference: string): string {
    const known = names.get(reference)
    if (known !== undefined) return known
    const target = resolve(root, reference)
    if (target === undefined) return 'unknown'
    const wanted = `${/^\d/.test(event) ? '_' : ''}${event}_${(reference.split('/').at(-1) ?? '').replace(/\W/g, '_')}`
    const taken = new Set(names.values())
    let name = wanted
    for (let i = 2; taken.has(name); i += 1) name = `${wanted}${i}`
    names.set(reference, name)
    const type = typeOf(target, '')
    declared.push(`${comment(target, '')}export type ${name} = ${type}\n`)
    return name
  }

  return { typeOf, aliases: () => declared }
}

/** The types that the keywords of a schema without a type speak of. */
function implied(schema: Schema): string[] {
  return 'properties' in schema || 'required' in schema ? ['object'] : []
}

/** The schema that a reference within the same document leads to. */
function resolve(root: Schema, reference: string): unknown {
  if (!reference.startsWith('#')) return undefined
  const steps = decodeURIComponent(reference.slice(1)).split('/').slice(1)
  return steps.reduce<unknown>(
    (value, step) => (isSchema(value) ? value[step.replaceAll('~1', '/').replaceAll('~0', '~')] : undefined),
    root,
  )
}

function literal(value: unknown): string {
  if (value === null || ['string', 'number', 'boolean'].includes(typeof value)) return JSON.stringify(value)
  return Array.isArray(value) ? 'unknown[]' : 'Record<string, unknown>'
}

function union(types: string[]): string {
  const different = [...new Set(types)].filter((type) => type !== 'never')
  if (different.includes('unknown')) return 'unknown'
  if (different.length === 0) return 'never'
  return different.length === 1 ? (different[0] ?? 'never') : `(${different.join(' | ')})`
}

function intersection(types: string[]): string {
  const different = [...new Set(types)].filter((type) => type !== 'unknown')
  return different.length <= 1 ? (different[0] ?? 'unknown') : `(${different.join(' & ')})`
}

function comment(schema: unknown, indent: string): string {
  const description = isSchema(schema) ? schema['description'] : undefined
  if (typeof description !== 'string' || description.trim() === '') return ''
  return `${indent}/** ${description.trim().replace(/\s+/g, ' ').replaceAll('*/', '*\\/')} */\n`
}

function key(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name)
}

function isSchema(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
