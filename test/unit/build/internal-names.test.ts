/**
 * The names that the script build shortens: none may be seen by anyone outside.
 */
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { internalNames } from '../../../scripts/rollup/internal-names.mjs'

const root = fileURLToPath(new URL('../../../', import.meta.url))
const read = (file: string): string => readFileSync(path.join(root, file), 'utf8')
const sources = ['src', 'platforms', 'players'].flatMap((room) =>
  readdirSync(path.join(root, room), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => path.join(room, file)),
)
const wordsOf = (files: string[]): Set<string> =>
  new Set(
    files
      .map(read)
      .join('\n')
      .replace(/\/\*[^]*?\*\/|\/\/.*/g, '')
      .match(/\w+/g),
  )

/** Where the names of stored records and of requests stand. */
const STORED_OR_SENT =
  /^src\/(.*\/wire|queue\/record|activation\/cache|session\/session|identity\/\w+|ports\/[\w-]+|api|engagement\/(signal|types|record))\.ts$/

describe('a name that the script build shortens', () => {
  it.each(internalNames)('%s is in no public type', (name) => {
    expect(wordsOf(['docs/api-report.md']).has(name)).toBe(false)
  })

  it('is neither stored, sent nor part of a port', () => {
    const words = wordsOf(sources.filter((file) => STORED_OR_SENT.test(file)))
    expect(internalNames.filter((name) => words.has(name))).toEqual([])
  })

  it('is no field of a stored view', () => {
    const [, fields] = /interface ViewRecord extends StoredRecord \{([^}]*)\}/.exec(read('src/views/view.ts'))!
    expect(internalNames.filter((name) => new RegExp(`\\b${name}\\b`).test(fields!))).toEqual([])
  })

  it('is never spelled in a string, by which it could be looked up', () => {
    const text = sources.map(read).join('\n')
    expect(internalNames.filter((name) => new RegExp(`['"]${name}['"]`).test(text))).toEqual([])
  })

  it('is in use', () => {
    const words = wordsOf(sources)
    expect(internalNames.filter((name) => !words.has(name))).toEqual([])
  })
})
