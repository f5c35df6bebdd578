/**
 * Known digests of NIST, and everything else against the SHA-256 of Node.
 */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'
import { createEs5Context, runInEs5 } from '../../../scripts/lib/es5.mjs'
import { hashEmail, sha256 } from '../../../src/hash/index.ts'

const byNode = (text: string) => createHash('sha256').update(new TextEncoder().encode(text)).digest('hex')

describe('sha256', () => {
  it.each([
    // FIPS 180-2, appendix B, and the examples of NIST's Cryptographic Standards and Guidelines.
    ['', 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
    ['abc', 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
    [
      'abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq',
      '248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1',
    ],
    [
      'abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu',
      'cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1',
    ],
  ])('has the digest that NIST publishes for "%s"', (text, digest) => {
    expect(sha256(text)).toBe(digest)
  })

  it('has the digest that NIST publishes for a million letters a', () => {
    expect(sha256('a'.repeat(1_000_000))).toBe('cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0')
  })

  it('pads every length of a block and the next', () => {
    for (let length = 0; length <= 130; length++) expect(sha256('x'.repeat(length))).toBe(byNode('x'.repeat(length)))
  })

  it('hashes any text as UTF-8, half a surrogate pair as U+FFFD', () => {
    for (const text of [
      'é',
      '日本',
      '😀',
      '\ud800',
      'a\udc00b',
      '\udc00\ud800',
      '\ud800\ud800\udc00',
      '%',
      '\0',
      '%41',
    ])
      expect(sha256(text)).toBe(byNode(text))
    const units = fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 80 })
    fc.assert(
      fc.property(units, (codes) => {
        const text = String.fromCharCode(...codes)
        expect(sha256(text)).toBe(byNode(text))
      }),
      { numRuns: 500, seed: 256 },
    )
  })
})

describe('hashEmail', () => {
  it('is the digest of the address, trimmed and in lower case', () => {
    const digest = '973dfe463ec85785f5f95af5ba3906eedb2d931c24e69824a89ea65dba4e813b'
    for (const address of [
      'test@example.com',
      ' test@example.com\n',
      'Test@Example.COM',
      '\ufeffTEST@example.com\u00a0',
    ])
      expect(hashEmail(address)).toBe(digest)
  })

  it('keeps what is inside the address, dots and tags too', () => {
    expect(new Set(['a.b@c.de', 'ab@c.de', 'ab+tv@c.de'].map(hashEmail)).size).toBe(3)
  })

  it('takes addresses that are not ASCII as they are, in UTF-8', () => {
    expect(hashEmail('JÖRG@Bücher.example')).toBe(byNode('jörg@bücher.example'))
    expect(hashEmail('用户@例子.广告')).toBe(byNode('用户@例子.广告'))
    expect(hashEmail('a\ud800@example.com')).toBe(byNode('a\ufffd@example.com'))
  })

  it.each(['', ' ', '\t\n', null, undefined, 5, {}, ['a@b.de']])(
    'gives no id that viewers would share for %j',
    (address) => {
      expect(hashEmail(address as string)).toBe('')
    },
  )
})

describe('an engine of ES5', () => {
  it('gives the same digest', () => {
    const toEs5 = (file: string) =>
      ts.transpileModule(readFileSync(new URL(`../../../src/hash/${file}`, import.meta.url), 'utf8'), {
        compilerOptions: { target: ts.ScriptTarget.ES5, ignoreDeprecations: '5.0', module: ts.ModuleKind.CommonJS },
      }).outputText
    const context = createEs5Context()
    runInEs5(
      context,
      `var exports = {}, sha = {}
       ;(function (exports) { ${toEs5('sha-256.ts')} })(sha)
       ;(function (require) { ${toEs5('index.ts')} })(function () { return sha })`,
    )
    expect(runInEs5(context, `exports.hashEmail(' J\u00d6RG@b\u00fccher.example ')`)).toBe(
      byNode('jörg@bücher.example'),
    )
    expect(runInEs5(context, `exports.sha256('abc')`)).toBe(sha256('abc'))
  })
})
