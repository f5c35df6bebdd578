/** docs/ad-calls.md: what it says was tested is what is installed. */
import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'

const read = (path: string): string => readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8')

interface Lockfile {
  packages: Record<string, { version?: string; devDependencies?: Record<string, string> }>
}

const lockfiles = ['test/ad-clients/', 'test/players/', ''].map((folder) => JSON.parse(read(`${folder}package-lock.json`)) as Lockfile)
const named = [...read('docs/ad-calls.md').matchAll(/^\| `([@\w./-]+)` \| (\d+\.\d+\.\d+) \|/gm)].map(([, name, version]) => [name!, version!] as const)

it.each(named)('the page on ad calls names the version of %s that the tests install: %s', (name, version) => {
  const installed = lockfiles.flatMap(({ packages }) => packages[`node_modules/${name}`]?.version ?? [])
  expect(installed[0]).toBe(version)
})

it('the page on ad calls names every client that is installed for it', () => {
  expect(named.map(([name]) => name)).toEqual(expect.arrayContaining(Object.keys(lockfiles[0]!.packages['']!.devDependencies!)))
})
