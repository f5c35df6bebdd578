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
  const modules = Object.entries(moduleEntries)
  const file = (folder: string, source: string, ending = '.js') =>
    `./${compiledPath(source, `dist/${folder}`)}`.replace(/\.js$/, ending)

  it('exports every module entry for import and for require, types first', () => {
    const expected = modules.map(([entry, source]) => [
      entry,
      {
        import: {
          types: file('esm', source, '.d.ts'),
          ...(trackerEntries.includes(entry) ? { development: file('development', source) } : {}),
          default: file('esm', source),
        },
        require: { types: file('cjs', source, '.d.ts'), default: file('cjs', source) },
      },
    ])
    // Order is what a resolver goes by.
    expect(JSON.stringify(Object.entries(manifest.exports).filter(([, target]) => typeof target === 'object'))).toBe(
      JSON.stringify(expected),
    )
  })

  it('says the same to those who do not read exports', () => {
    expect(manifest).toMatchObject({
      main: file('cjs', moduleEntries['.']),
      module: file('esm', moduleEntries['.']),
      types: file('cjs', moduleEntries['.'], '.d.ts'),
    })
  })

  it('packs a folder for every entry', () => {
    const folders = (manifest.files as string[]).map((pattern) => RegExp(`^${pattern.replaceAll('*', '[^/]+')}$`))
    for (const [entry] of modules.slice(1)) {
      const packed = `${entry.slice(2)}/package.json`
      expect(
        folders.some((folder) => folder.test(packed)),
        packed,
      ).toBe(true)
    }
  })

  it('exports every script-tag build', () => {
    const expected = scriptBuilds.flatMap(({ name }) => [`./dist/${name}.js`, `./dist/${name}.min.js`])
    expect(Object.keys(manifest.exports).filter((entry) => entry.startsWith('./dist/'))).toEqual(expected)
  })

  it('runs nothing when it is installed', () => {
    const atInstall = ['preinstall', 'install', 'postinstall', 'prepare', 'prepublish']
    expect(Object.keys(manifest.scripts).filter((name) => atInstall.includes(name))).toEqual([])
  })

  it('has an effect on import in the files for a script tag alone', () => {
    expect(manifest.sideEffects).toEqual(['./dist/*.js'])
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
