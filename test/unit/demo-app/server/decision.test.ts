import { readFileSync } from 'node:fs'
import { parse } from 'jsonc-parser'
import { describe, expect, it } from 'vitest'
import { decide, parseKeyValues, parseRules } from '../../../../demo-app/server/ads/decision.ts'

const read = (path: string) => readFileSync(new URL(`../../../../${path}`, import.meta.url), 'utf8')
const rules = parseRules(read('demo-app/server/ads/rules.json'))

describe('parseKeyValues', () => {
  it('reads lists of values', () => {
    expect(parseKeyValues('permutive=12345,67890&prmtvctx=99999')).toEqual({
      permutive: ['12345', '67890'],
      prmtvctx: ['99999'],
    })
  })

  it('joins a key that comes twice and leaves out what is no pair', () => {
    expect(parseKeyValues('a=1&b&=2&a=3&')).toEqual({ a: ['1', '3'] })
  })

  it('decodes values that were encoded on their own, and keeps a lone percent sign', () => {
    expect(parseKeyValues('a=x%26y,100%')).toEqual({ a: ['x&y', '100%'] })
  })

  it('has no values for the names of object methods', () => {
    expect(parseKeyValues('a=1')['constructor']).toBeUndefined()
  })
})

describe('the ad rules', () => {
  it('show the house ad when nothing is known', () => {
    expect(decide(rules, parseKeyValues('')).id).toBe('ad-house')
  })

  it('show the sports ad to sports viewers, whatever they watch now', () => {
    expect(decide(rules, parseKeyValues('permutive=67890,12345&prmtvctx=77777')).id).toBe('ad-sports')
  })

  it('say which cohorts decided, with names; of the house ad none', () => {
    expect(decide(rules, parseKeyValues('permutive=11111,67890')).because).toEqual([
      { key: 'permutive', cohort: '67890', name: 'engaged viewers' },
      { key: 'permutive', cohort: '11111', name: 'three videos in a row' },
    ])
    expect(decide(rules, parseKeyValues('')).because).toEqual([])
  })

  it('need no cohort of a person to fit an ad to a cooking film', () => {
    expect(decide(rules, parseKeyValues('prmtvctx=77777')).id).toBe('ad-cooking')
  })

  it('sell sports by audience only, so that the first sports film does not change the ad', () => {
    expect(decide(rules, parseKeyValues('prmtvctx=99999')).id).toBe('ad-house')
  })

  it('ask for both cohorts before someone counts as engaged', () => {
    expect(decide(rules, parseKeyValues('permutive=67890')).id).toBe('ad-house')
    expect(decide(rules, parseKeyValues('permutive=11111,67890')).id).toBe('ad-engaged')
  })

  it("name only cohorts of the emulator's sample workspace that reach Google Ad Manager", () => {
    const workspace = parse(read('tools/emulator/sample-workspace.jsonc')) as Record<
      'cohorts' | 'contextual',
      { id: string; activations?: string[] }[]
    >
    const known = [...workspace.cohorts, ...workspace.contextual].map(({ id }) => id)
    expect(known).toEqual(expect.arrayContaining(Object.keys(rules.cohorts)))
    const reachable = (cohorts: { id: string; activations?: string[] }[]) =>
      cohorts.filter((cohort) => cohort.activations?.includes('dfp')).map((cohort) => cohort.id)
    for (const { needs } of rules.rules) {
      expect(reachable(workspace.cohorts)).toEqual(expect.arrayContaining(needs['permutive'] ?? []))
      expect(reachable(workspace.contextual)).toEqual(expect.arrayContaining(needs['prmtvctx'] ?? []))
    }
  })

  it('are refused when a rule names a creative that is not there', () => {
    const broken = JSON.stringify({ creatives: {}, default: 'ad-none', rules: [] })
    expect(() => parseRules(broken)).toThrow('"ad-none"')
  })
})
