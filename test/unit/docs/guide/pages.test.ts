/** docs/guide: each page is in the list, leads to the next one, and shows what runs. */
import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
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

  it('shows the test against the emulator that runs here', () => {
    const file = readFileSync(new URL('emulator-example.test.ts', import.meta.url), 'utf8')
    const examples = findExamples(read('testing.md')).map(({ code }) => `${code}\n`)
    expect(examples).toEqual([file.slice(file.indexOf('\n') + 1)])
  })
})
