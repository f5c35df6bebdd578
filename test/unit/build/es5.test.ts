import { describe, expect, it } from 'vitest'
import {
  createEs5Context,
  findHelpers,
  findNewSyntax,
  findNewSyntaxInModule,
  runInEs5,
} from '../../../scripts/lib/es5.mjs'
import { transpileToEs5 } from '../../../scripts/rollup/es5.mjs'

describe('the syntax check', () => {
  it('accepts an ES5 script', () => {
    expect(findNewSyntax('var a = { b: function () { return /x/.test("x") } };')).toBeNull()
  })

  it.each([
    'const a = 1',
    'var f = () => 1',
    'var s = `x`',
    'var o = { a }',
    'f(...a)',
    'var b = a ?? 1',
    'class A {}',
    'for (var x of y) {}',
    'import "x"',
  ])('refuses %s in a script', (code) => {
    expect(findNewSyntax(code)).toMatch(/\(1:\d+\)$/)
  })

  it.each(['typeof a == "bigint"', "'bigint' === typeof a"])('refuses %s, which crashes V8 6.4', (code) => {
    expect(findNewSyntax(`var b = ${code}`)).toMatch(/bigint/)
  })

  it('accepts imports and exports in a module', () => {
    const code =
      "import a, { b as c } from 'x'\nexport { a }\nexport * from 'y'\nexport var d = c\nexport function e() { return d }"
    expect(findNewSyntaxInModule(code)).toBeNull()
  })

  it('refuses newer syntax between the imports of a module, and says where', () => {
    expect(findNewSyntaxInModule("import a from 'x'\nexport function e() { return a?.b }")).toMatch(/\(2:\d+\)/)
  })

  it.each(['export const a = 1', "export * as ns from 'x'", "import('x')", 'import.meta.url'])(
    'refuses %s in a module',
    (code) => {
      expect(findNewSyntaxInModule(code)).not.toBeNull()
    },
  )

  it('names the helpers that a module needs, each once', () => {
    expect(findHelpers('var __assign = 1; __assign(__spreadArray([], a))')).toEqual(['__assign', '__spreadArray'])
  })
})

describe('the ES5 context', () => {
  it.each([
    ...[
      'Promise',
      'Map',
      'Set',
      'WeakMap',
      'Symbol',
      'Proxy',
      'Reflect',
      'globalThis',
      'fetch',
      'URL',
      'TextEncoder',
      'console',
      'queueMicrotask',
    ],
    ...[
      'Object.assign',
      'Object.entries',
      'Object.values',
      'Array.from',
      'Array.of',
      'Number.isFinite',
      'Math.trunc',
      'Math.sign',
    ],
    ...[
      '[].find',
      '[].includes',
      '[].fill',
      '[].flat',
      '"".includes',
      '"".startsWith',
      '"".padStart',
      '"".trimStart',
      '"".repeat',
    ],
  ])('has no %s', (name) => {
    expect(runInEs5(createEs5Context(), `typeof ${name}`)).toBe('undefined')
  })

  it('runs ES5 as an old engine does', () => {
    const code =
      'JSON.stringify(["a,b".split(/,/), "aXb".replace(/x/i, "-"), new Date(0).toISOString(), [3, 1].sort(), " x ".trim(), Object.keys({ a: 1 })])'
    expect(runInEs5(createEs5Context(), code)).toBe('[["a","b"],"a-b","1970-01-01T00:00:00.000Z",[1,3],"x",["a"]]')
  })
})

describe('transpiling a dependency', () => {
  it('turns modern syntax into ES5 and leaves imports alone', () => {
    const { code } = transpileToEs5(
      "import { x } from './x.js'\nexport const f = (a = 1) => `${a}${x ?? 2}`",
      '/node_modules/p/index.mjs',
    )
    expect(code).toContain("import { x } from './x.js'")
    expect(findNewSyntaxInModule(code)).toBeNull()
  })

  it('leaves CommonJS what it is', () => {
    expect(transpileToEs5('module.exports = () => 1', '/node_modules/p/index.js').code.trim()).toBe(
      'module.exports = function () { return 1; };',
    )
  })

  it('gives a source map that names the file', () => {
    expect(transpileToEs5('let a = 1', '/node_modules/p/index.js').map.sources).toEqual(['/node_modules/p/index.js'])
  })
})
