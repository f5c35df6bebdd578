/**
 * Members named with `_` are renamed in what ships: none may be seen by anyone outside.
 */
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { minify } from 'terser'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'
import { INTERNAL_NAME, nameInternals } from '../../../scripts/rollup/internal-names.mjs'

const root = fileURLToPath(new URL('../../../', import.meta.url))
const read = (file: string): string => readFileSync(path.join(root, file), 'utf8')
const sources = ['src', 'platforms', 'players', 'inspector', 'dev'].flatMap((room) =>
  readdirSync(path.join(root, room), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => path.join(room, file)),
)

/** Where the names of stored records and of requests stand, and what an app passes or reads. */
const STORED_SENT_OR_PUBLIC =
  /^(src\/(.*\/wire|queue\/record|identity\/identity|identity\/ids|ports\/[\w-]+|api|diagnostics|config-error|engagement\/(signal|types))|.*\/index|.*\/script)\.ts$/

/** What stores keep of the rooms that have members of their own beside it. */
const STORED_TYPES = ['StoredSession', 'CachedAnswer', 'StoredProgress', 'StoredView', 'IdCopy', 'DeletionMarker']

/** Names of members that a source declares, reads or writes, and its strings. */
function namesIn(file: string): { members: string[]; strings: string[] } {
  const members: string[] = []
  const strings: string[] = []
  const visit = (node: ts.Node): void => {
    // A type may name the members of another: that is gone when the code runs.
    if (ts.isLiteralTypeNode(node)) return
    if (ts.isStringLiteralLike(node)) strings.push(node.text)
    const { name } = node as { name?: ts.Node }
    const isMember =
      ts.isPropertyAccessExpression(node) ||
      ts.isPropertySignature(node) ||
      ts.isMethodSignature(node) ||
      ts.isPropertyAssignment(node) ||
      ts.isShorthandPropertyAssignment(node) ||
      ts.isMethodDeclaration(node) ||
      ts.isAccessor(node)
    if (isMember && name && ts.isIdentifier(name)) members.push(name.text)
    ts.forEachChild(node, visit)
  }
  visit(ts.createSourceFile(file, read(file), ts.ScriptTarget.ES2022))
  return { members, strings }
}

describe('a member named with an underscore', () => {
  it('is in no public type', () => {
    expect(read('docs/api-report.md').match(/\b_\w+/g) ?? []).toEqual([])
  })

  it('is neither stored, sent nor part of a port or an entry', () => {
    const found = sources
      .filter((file) => STORED_SENT_OR_PUBLIC.test(file))
      .flatMap((file) => namesIn(file).members.filter((name) => INTERNAL_NAME.test(name)))
    expect(found).toEqual([])
  })

  it('is no field of what a store keeps', () => {
    const found = new Map<string, string[]>()
    const visit = (node: ts.Node): void => {
      if (ts.isInterfaceDeclaration(node) && STORED_TYPES.includes(node.name.text))
        found.set(
          node.name.text,
          node.members.map(({ name }) => (name && ts.isIdentifier(name) ? name.text : '')),
        )
      ts.forEachChild(node, visit)
    }
    for (const file of sources) visit(ts.createSourceFile(file, read(file), ts.ScriptTarget.ES2022))
    expect([...found.keys()].sort()).toEqual([...STORED_TYPES].sort())
    expect([...found.values()].flat().filter((name) => INTERNAL_NAME.test(name))).toEqual([])
  })

  it('is never spelled in a string, by which it could be looked up', () => {
    const found = sources.flatMap((file) => namesIn(file).strings.filter((text) => INTERNAL_NAME.test(text)))
    expect(found).toEqual([])
  })
})

describe('what the minifier renames', () => {
  const rename = async (code: string) =>
    (await minify(code, { compress: false, mangle: { properties: { regex: INTERNAL_NAME } } })).code

  it('is a member with one underscore, the same wherever it stands', async () => {
    const code = await rename('var api={_waitMs:1,_isOpen:0};api._waitMs+=api._isOpen;api.user_id=api.events')
    expect(code).toMatch(/^var api=\{(\w):1,(\w):0\};api\.\1\+=api\.\2;api\.user_id=api\.events;$/)
  })

  it.each(['__proto__', '__esModule', '__tcfapi', '__gpp', '__uspapi', '__ownName', '_', '_Upper', 'user_id'])(
    'is not %s',
    async (name) => {
      expect(await rename(`a.${name}=1;`)).toBe(`a.${name}=1;`)
    },
  )
})

describe('the short names of modules that are shortened one by one', () => {
  it('are one for each name, and none that a module knows already', () => {
    const names = nameInternals(['a._waitMs = b._isOpen', 'c._waitMs + d.e + __tcfapi + x._waitMs'])
    expect(names).toEqual({ _waitMs: 'f', _isOpen: 'g' })
  })

  it('are the same whatever the order of the modules', () => {
    expect(nameInternals(['x._b', 'y._a'])).toEqual(nameInternals(['y._a', 'x._b']))
  })

  it('do not run out with one letter', () => {
    const code = Array.from({ length: 60 }, (_, index) => `o._name${index}`).join()
    const names = Object.values(nameInternals([code]))
    expect(new Set(names).size).toBe(60)
    expect(names.at(-1)).toMatch(/^[a-zA-Z]{2}$/)
  })
})
