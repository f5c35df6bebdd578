/**
 * Every script-tag build in the bare V8 of television sets whose browser no package holds, in Hermes and in JavaScriptCore. The language is
 * theirs, all around it is a fake: `test/support/browser/language-level`. Part of `npm run test:engines`.
 */
import { beforeAll, describe, expect, it } from 'vitest'
import type { Sessions } from '../e2e/two-at-a-time.ts'
import { runSessions } from '../e2e/two-at-a-time.ts'
import type { LanguageLevel } from '../support/browser/language-level/play-language-level.ts'
import { BUILDS, playLanguageLevel } from '../support/browser/language-level/play-language-level.ts'
import { describeTwelve, readWire } from '../support/evening/twelve-events.ts'
import type { BareName } from './engines.ts'
import { chosenBare } from './selection.ts'

const runnable = (await chosenBare()).filter(({ obstacle }) => obstacle === null).map(({ name }) => name)
let levels: Sessions<BareName, LanguageLevel>

beforeAll(async () => {
  // All at once: they wait more than they work.
  levels = await runSessions(runnable, playLanguageLevel, runnable.length)
})

describe.each(runnable)('%s', (name) => {
  let level: LanguageLevel
  const each = <T>(look: (outcome: LanguageLevel['outcomes'][number]) => T): Record<string, T> =>
    Object.fromEntries(level.outcomes.map((outcome) => [outcome.build, look(outcome)]))
  /** The same for every build. */
  const forAll = <T>(value: T): Record<string, T> => Object.fromEntries(BUILDS.map((build) => [build, value]))

  beforeAll(() => {
    level = levels.of(name)
  })

  it('says that it is the engine asked for, and takes no newer syntax', ({ task }) => {
    Object.assign(task.meta, { version: level.version })
    if (name === 'jsc-of-this-machine') expect(level.version).toMatch(/^\d+\.\d+/)
    else expect(`${name.split('-')[0]}-${level.version}`.startsWith(`${name}.`)).toBe(true)
    expect(level.newerSyntax).toEqual([])
  })

  it('parses every script-tag build, plain and minified, and plays an evening with it', () => {
    expect(each(({ failure }) => failure)).toEqual(forAll(null))
  })

  it('takes each build as one global', () => {
    expect(each(({ acts }) => acts[0]!.addedGlobals)).toEqual(forAll(['CtvTracker']))
  })

  it('throws nothing, and has nothing to say on the console', () => {
    expect(each(({ acts }) => acts.flatMap(({ thrown, errors }) => [...thrown, ...errors]))).toEqual(forAll([]))
  })

  it('sends 12 of 12 events in order, with the bodies of every other engine, also after a restart', () => {
    expect(each(({ build }) => readWire(level.requests, build))).toEqual(
      Object.fromEntries(BUILDS.map((build) => [build, describeTwelve({ session: build })])),
    )
  })

  it('reads the cohorts on the line after the grant, after a restart', () => {
    expect(each(({ acts }) => acts[0]!.fresh.includes('12345'))).toEqual(forAll(true))
    expect(each(({ acts }) => acts[1]!.atGrant)).toEqual(
      each(({ acts }) => acts[0]!.fresh.filter((id) => id !== '99999')),
    )
  })
})
