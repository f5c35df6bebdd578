import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import ts from 'typescript'
import {
  compiledPath,
  containedPackages,
  moduleEntries,
  scriptBuilds,
  sourcePaths,
  trackerEntries,
} from '../../../scripts/entries.mjs'

const root = new URL('../../../', import.meta.url)
const read = (file: string) => readFileSync(new URL(file, root), 'utf8')
const manifest = JSON.parse(read('package.json'))

describe('package.json', () => {
  it('exports every module entry with its types first', () => {
    const expected = Object.entries(moduleEntries).map(([entry, source]) => {
      const module = `./${compiledPath(source)}`
      const types = module.replace(/\.js$/, '.d.ts')
      const development = `./${compiledPath(source, 'dist/development')}`
      return [
        entry,
        trackerEntries.includes(entry) ? { types, development, default: module } : { types, default: module },
      ]
    })
    const modules = Object.entries(manifest.exports).filter(([, target]) => typeof target === 'object')
    expect(modules).toEqual(expected)
    // Order is what a resolver goes by.
    expect(JSON.stringify(modules)).toBe(JSON.stringify(expected))
  })

  it('exports every script-tag build', () => {
    const expected = scriptBuilds.flatMap(({ name }) => [`./dist/${name}.js`, `./dist/${name}.min.js`])
    expect(Object.keys(manifest.exports).filter((entry) => entry.startsWith('./dist/'))).toEqual(expected)
  })

  it('brings nothing else: the packages it needs are in it', () => {
    expect(manifest.dependencies).toBeUndefined()
    expect(containedPackages.filter((name) => !(name in manifest.devDependencies))).toEqual([])
  })
})

describe('type checks of the tests', () => {
  it('find both packages in their sources', () => {
    const { config } = ts.parseConfigFileTextToJson('tsconfig.json', read('test/tsconfig.json'))
    const expected = Object.entries(sourcePaths).map(([specifier, source]) => [specifier, [`../${source}`]])
    expect(Object.entries(config.compilerOptions.paths)).toEqual(expected)
  })
})
