/** docs/players.md: what it says was tested is what is installed, and every hook has its place there. */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { moduleEntries } from '../../../scripts/entries.mjs'

const read = (path: string): string => readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8')
const page = read('docs/players.md')

describe('the page on players', () => {
  it('names the versions that the tests install', () => {
    const named = [...page.matchAll(/^\| `([\w.-]+)` \| (\d+\.\d+\.\d+) \|/gm)].map(
      ([, name, version]) => [name!, version!] as const,
    )
    const { packages } = JSON.parse(read('test/players/package-lock.json')) as {
      packages: Record<string, { version: string; devDependencies?: Record<string, string> }>
    }
    const installed = Object.keys(packages['']!.devDependencies!).map(
      (name) => [name, packages[`node_modules/${name}`]!.version] as const,
    )
    expect(Object.fromEntries(named)).toEqual(Object.fromEntries(installed))
  })

  it('has an example for every hook of a player that is not built in', () => {
    const BUILT_IN = ['html5']
    const hooks = Object.keys(moduleEntries).flatMap((entry) => /^\.\/players\/(.+)/.exec(entry)?.[1] ?? [])
    for (const hook of hooks.filter((name) => !BUILT_IN.includes(name)))
      expect(page).toMatch(new RegExp(`import \\{ .+ \\} from 'ctv-tracker/players/${hook}'\n`))
  })
})
