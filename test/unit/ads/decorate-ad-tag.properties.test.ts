/**
 * What holds for every url and every targeting. The seed is fixed; `ADS_SEED` and `ADS_RUNS` explore further.
 */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decorateAdTag } from '../../../src/ads/index.ts'
import type { AdTagOptions, AdTagPreset, Targeting } from '../../../src/ads/index.ts'

const NONE: string[] = []

const settings = { numRuns: Number(process.env['ADS_RUNS'] ?? 2000), seed: Number(process.env['ADS_SEED'] ?? 41_119) }

const preset = fc.constantFrom<AdTagPreset>('gam', 'freewheel', 'adswizz', 'springserve', 'xandr', 'mediatailor')

/** Pieces of urls as ad operations write them: macros of every dialect, odd escapes, nothing at all. */
const scrap = fc.oneof(
  fc.constantFrom(
    '',
    '[x]',
    '%%x%%',
    '%%PATTERN:url%%',
    '{{x}}',
    '${x}',
    '#{x}',
    '[#x]',
    '[a?b#c]',
    '%%#x%%',
    '{{#if x}}',
    '${x#y}',
    '%',
    '%zz',
    '%2',
    '%25',
    '%3D',
    '%3d',
    '%26',
    '%2C',
    '+',
    ',',
    '=',
    '==',
    ':',
    '/',
    '?',
    '"',
    ' ',
    'é',
  ),
  fc.stringMatching(/^[a-z0-9_.]{1,6}$/),
)
const value = fc.array(scrap, { maxLength: 3 }).map((scraps) => scraps.join(''))
const name = fc.oneof(
  fc.stringMatching(/^[a-z0-9_.]{1,6}$/),
  fc.constantFrom('[x]', '%%x%%', 'cust_params', 'Permutive', 'permutive2', 'kw_', 'ads.', 'aw_0_1st.x'),
)
const parameter = fc.oneof(
  fc.tuple(name, value).map((pair) => pair.join('=')),
  name,
  fc.constant(''),
)
const section = fc.array(parameter, { maxLength: 4 }).map((parameters) => parameters.join('&'))

/** A url that holds none of our keys. */
const foreignUrl = fc
  .tuple(
    fc.constantFrom('https://ads.test/a', 'https://[HOST].test/#{x}/', 'https://{{HOST?#}}/a', 'a'),
    fc.constantFrom('', '?'),
    fc.oneof(fc.array(section, { maxLength: 4 }), fc.array(parameter, { maxLength: 4 })),
    fc.constantFrom('', '#', '#f?permutive=1&x'),
  )
  .map(([base, mark, sections, fragment]) => base + mark + (mark && sections.join(';')) + fragment)

const id = fc.oneof(
  fc.stringMatching(/^[0-9]{1,6}$/),
  fc.uuid(),
  fc.string({ unit: 'grapheme', minLength: 1 }).filter((text) => text.trim() !== ''),
)
const ids = fc.array(id, { maxLength: 8 })
const targeting: fc.Arbitrary<Targeting> = fc.oneof(ids, fc.record({ behavioral: ids, contextual: ids }))
const url = fc.oneof(
  foreignUrl,
  fc.tuple(foreignUrl, targeting, preset).map(([foreign, old, by]) => decorateAdTag(foreign, old, by)),
  fc
    .tuple(parameter, parameter)
    .map((around) => 'https://ads.test/?' + around.join('&permutive=9&prmtvctx&kw_permutive=8&')),
)
const options: fc.Arbitrary<AdTagPreset | AdTagOptions> = fc.oneof(
  preset,
  fc
    .record(
      {
        preset,
        key: fc.constantFrom('permutive', 'a', 'k&=;'),
        encode: fc.constantFrom(0, 1, 2),
        valueDelimiter: fc.constantFrom('', ',', '%2C', '|'),
        maxValues: fc.nat(4),
        maxUrlLength: fc.nat(120),
        extra: fc.dictionary(
          fc.constantFrom('puid', 'ptime', 'a b', 'own'),
          fc.oneof(id, ids, fc.constant(null), fc.nat()),
        ),
        consent: fc.constantFrom('granted', 'denied', 'unknown', undefined),
      },
      { requiredKeys: ['preset'] },
    )
    // Inside a parameter the delimiters have to be encoded.
    .filter((by) => by.preset !== 'gam' || by.encode !== 0),
)

function list(text: string, delimiter: string): string[] {
  return text ? text.split(delimiter) : []
}

/** The foreign parts of an ad tag, list by list, as the vendor's syntax nests them: read apart from the code under test. */
function foreignParts(tag: string, by: AdTagPreset): string[][] {
  // Macros are looked away from, so that what is left can be split at the first of its marks.
  const blind = tag.replace(/\[.*?\]|%%[^%]*%%|\{\{.*?\}\}|[$#]\{.*?\}/gs, (macro) => macro.replace(/[?#]/g, '_'))
  const end = /#|$/.exec(blind)!.index
  const mark = /\?|$/.exec(blind.slice(0, end))!.index
  const [base, query, fragment] = [tag.slice(0, mark), tag.slice(mark + 1, end), tag.slice(end)]
  const key =
    (by === 'adswizz' ? 'aw_0_1st.' : by === 'xandr' ? 'kw_' : by === 'mediatailor' ? 'ads.' : '') +
    '(permutive|prmtvctx)'
  const ours = RegExp(`^${key.replace('.', '\\.')}(=${by === 'gam' ? '|%3D' : ''}|$)`, 'i')
  const lists = [[base], [fragment]]
  if (by === 'freewheel') {
    const [globals = '', keyValues = '', ...slots] = query.split(';')
    lists.push(
      [globals],
      list(keyValues, '&').filter((pair) => !ours.test(pair)),
      slots,
    )
  } else if (by === 'gam') {
    const parameters = list(query, !query.includes('&') && query.includes(';') ? ';' : '&')
    const containers = parameters.filter((one) => one.startsWith('cust_params='))
    lists.push(
      parameters.filter((one) => !one.startsWith('cust_params=')),
      containers.flatMap((one) => list(one.slice('cust_params='.length), '%26')).filter((pair) => !ours.test(pair)),
    )
  } else {
    lists.push(list(query, '&').filter((pair) => !ours.test(pair)))
  }
  return lists
}

describe('any ad tag', () => {
  it('is the same after a second call', () => {
    fc.assert(
      fc.property(url, targeting, options, (tag, wanted, by) => {
        const once = decorateAdTag(tag, wanted, by)
        expect(decorateAdTag(once, wanted, by)).toBe(once)
      }),
      settings,
    )
  })

  it('is the same whichever targeting came before', () => {
    fc.assert(
      fc.property(foreignUrl, targeting, targeting, preset, (tag, old, wanted, by) => {
        fc.pre(decorateAdTag(tag, wanted, by) !== tag && decorateAdTag(tag, old, by) !== tag)
        expect(decorateAdTag(decorateAdTag(tag, old, by), wanted, by)).toBe(decorateAdTag(tag, wanted, by))
      }),
      settings,
    )
  })

  it('keeps every foreign parameter, its bytes and its order, also the empty ones', () => {
    fc.assert(
      fc.property(url, targeting, preset, (tag, wanted, by) => {
        expect(foreignParts(decorateAdTag(tag, wanted, by), by)).toEqual(foreignParts(tag, by))
      }),
      settings,
    )
  })

  it('comes back byte for byte when targeting is empty again', () => {
    fc.assert(
      fc.property(foreignUrl, targeting, preset, (tag, wanted, by) => {
        // A place for key-values that was there but empty is not told from one that we made.
        fc.pre(!/\?(#f.*|#)?$/.test(tag))
        fc.pre(by !== 'gam' || !/[?&;]cust_params=(&|;|#|$)/.test(tag))
        fc.pre(by !== 'freewheel' || !/^[^;]*;(#f.*|#)?$/.test(tag))
        expect(decorateAdTag(decorateAdTag(tag, wanted, by), NONE, by)).toBe(tag)
      }),
      settings,
    )
  })

  it('never grows beyond its limit by our doing, and never carries a part of an id', () => {
    fc.assert(
      fc.property(
        foreignUrl,
        fc.array(fc.stringMatching(/^[0-9]{1,6}$/), { minLength: 1, maxLength: 8 }),
        fc.nat(200),
        fc.nat(10),
        (tag, wanted, maxUrlLength, maxValues) => {
          const decorated = decorateAdTag(tag, wanted, { preset: 'adswizz', maxUrlLength, maxValues })
          expect(decorated.length).toBeLessThanOrEqual(Math.max(maxUrlLength, tag.length))
          const carried = /aw_0_1st\.permutive=([0-9,]+)/.exec(decorated)
          const values = carried ? carried[1]!.split(',') : []
          expect(values).toEqual(wanted.slice(0, values.length))
          expect(values.length).toBeLessThanOrEqual(maxValues)
          // No value was dropped that would have fitted.
          if (values.length < Math.min(wanted.length, maxValues)) {
            expect(
              decorateAdTag(tag, wanted, { preset: 'adswizz', maxValues: values.length + 1 }).length,
            ).toBeGreaterThan(maxUrlLength)
          }
        },
      ),
      settings,
    )
  })

  it('survives anything at all without throwing', () => {
    const loose = decorateAdTag as (...args: unknown[]) => unknown
    fc.assert(
      fc.property(fc.anything(), fc.anything(), fc.oneof(preset, fc.anything()), (tag, wanted, by) => {
        const result = loose(tag, wanted, by)
        if (typeof tag !== 'string') expect(result).toBe(tag)
      }),
      settings,
    )
  })
})
