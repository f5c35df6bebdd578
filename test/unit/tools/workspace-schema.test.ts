/**
 * The JSON Schema that editors complete with, held against the types that the emulator works with.
 */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Ajv } from 'ajv'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'

interface Schema {
  properties?: Record<string, Schema>
  required?: string[]
  description?: string
  definitions?: Record<string, Schema>
  $ref?: string
}

const tools = fileURLToPath(new URL('../../../tools/emulator/', import.meta.url))
const schema = JSON.parse(readFileSync(`${tools}workspace.schema.json`, 'utf8')) as Schema
const definitions = schema.definitions ?? {}

/** Members of an interface: name, and whether it may be left out. Those of interfaces it extends are not in it. */
function membersOf(file: string, name: string): Record<string, 'optional' | 'required'> {
  const source = ts.createSourceFile(file, readFileSync(`${tools}${file}`, 'utf8'), ts.ScriptTarget.ES2022)
  const found = source.statements.find(
    (each): each is ts.InterfaceDeclaration => ts.isInterfaceDeclaration(each) && each.name.text === name,
  )
  if (found === undefined) throw new Error(`${file} has no interface ${name}`)
  return Object.fromEntries(
    found.members
      .filter(ts.isPropertySignature)
      .map((member) => [member.name.getText(source), member.questionToken === undefined ? 'required' : 'optional']),
  )
}

function described({ properties = {}, required = [] }: Schema): Record<string, 'optional' | 'required'> {
  return Object.fromEntries(
    Object.keys(properties).map((name) => [name, required.includes(name) ? 'required' : 'optional']),
  )
}

function without<T>(record: Record<string, T>, ...names: string[]): Record<string, T> {
  return Object.fromEntries(Object.entries(record).filter(([name]) => !names.includes(name)))
}

describe('the schema of a workspace', () => {
  it('is a valid schema of its draft', () => {
    const ajv = new Ajv({ strict: false })
    expect(ajv.validateSchema(schema)).toBe(true)
  })

  it("has the members of a workspace, besides the editor's own", () => {
    expect(without(described(schema), '$schema')).toEqual(membersOf('workspace/types.ts', 'Workspace'))
  })

  it.each([
    ['AdminAccess', schema.properties?.['admin'], 'workspace/types.ts'],
    ['Cohort', definitions['cohort'], 'workspace/types.ts'],
    ['ContextualCohort', definitions['contextualCohort'], 'workspace/types.ts'],
    ['Bounds', definitions['rule']?.properties?.['count'], 'rules/cohort-rule.ts'],
  ])('has the members of %s', (name, part, file) => {
    expect(described(part ?? {})).toEqual(membersOf(file, name))
  })

  it('has the members of a rule and of a condition, besides what refers to others', () => {
    // And what looks at other cohorts.
    const combinations = ['any', 'all', 'not', 'cohort', 'content']
    const names = (record: object): string[] => Object.keys(record).sort()
    expect(names(without(described(definitions['rule'] ?? {}), ...combinations))).toEqual(
      names(membersOf('rules/cohort-rule.ts', 'EventRule')),
    )
    expect(names(without(described(definitions['predicate'] ?? {}), ...combinations))).toEqual(
      names(membersOf('rules/predicate.ts', 'Condition')),
    )
  })

  it('describes every member of a workspace for the editor', () => {
    for (const [name, part] of Object.entries(schema.properties ?? {}))
      expect(part.description ?? '', name).not.toBe('')
  })
})
