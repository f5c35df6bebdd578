/** docs/guide: each page is in the list, leads to the next one, and shows what runs. */
import { readdirSync, readFileSync } from 'node:fs'
import { parse } from 'acorn'
import { describe, expect, it } from 'vitest'
import * as build from '../../../../platforms/auto/script.ts'
import { findExamples } from '../../../../scripts/lib/doc-blocks.mjs'

const folder = new URL('../../../../docs/guide/', import.meta.url)
const read = (page: string): string => readFileSync(new URL(page, folder), 'utf8')
const listed = [...read('README.md').matchAll(/^\d+\. \[.+\]\((.+)\)$/gm)].map(([, page]) => page!)

describe('the guide', () => {
  it('lists every page, in the order in which each leads to the next', () => {
    const own = listed.filter((page) => !page.startsWith('..'))
    expect([...own].sort()).toEqual(
      readdirSync(folder)
        .filter((page) => page !== 'README.md')
        .sort(),
    )
    const next = own.map((page) => /^Next: \[.+\]\((.+)\)\.$/m.exec(read(page))?.[1])
    expect(next).toEqual(listed.slice(1))
  })

  it('shows a script that the oldest engines read, and that calls what the script-tag build has', () => {
    const [, script] = /<script>\n([\s\S]*?)<\/script>/.exec(read('first-view.md'))!
    expect(() => parse(script!, { ecmaVersion: 5 })).not.toThrow()
    const called = [...script!.matchAll(/CtvTracker\.(\w+)(?:\.(\w+))?/g)].map(([, group, name]) => [group, name])
    for (const [group, name] of called) {
      const value = (build as unknown as Record<string, unknown>)[group!]
      expect(name === undefined ? value : (value as Record<string, unknown>)[name]).toBeTypeOf('function')
    }
    expect(called.length).toBeGreaterThan(1)
  })

  it('shows the test against the emulator that runs here', () => {
    const file = readFileSync(new URL('emulator-example.test.ts', import.meta.url), 'utf8')
    const examples = findExamples(read('testing.md')).map(({ code }) => `${code}\n`)
    expect(examples).toEqual([file.slice(file.indexOf('\n') + 1)])
  })
})
