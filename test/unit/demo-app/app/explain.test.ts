import { describe, expect, it } from 'vitest'
import { explainAd } from '../../../../demo-app/app/ads/explain.ts'
import { watchCohorts } from '../../../../demo-app/app/entered.ts'
import { createFakeTracker } from '../../../support/fakes/fake-tracker.ts'

const people = (cohort: string, name: string) => ({ key: 'permutive', cohort, name })

describe('the line under the ad', () => {
  it('names the cohort and since when it is there', () => {
    expect(explainAd([people('12345', 'sports viewers')], () => '20:14')).toBe(
      'This ad because of cohort 12345, sports viewers, since 20:14',
    )
  })

  it('names every cohort that was asked for, and no time for what was there before', () => {
    expect(explainAd([people('1', ''), people('2', 'b')], (cohort) => (cohort === '2' ? '9:05' : ''))).toBe(
      'This ad because of cohort 1 and cohort 2, b, since 9:05',
    )
  })

  it('tells an ad by content from one by people', () => {
    expect(explainAd([{ key: 'prmtvctx', cohort: '77777', name: 'cooking content' }], () => '')).toBe(
      'This ad because of what you chose: cohort 77777, cooking content',
    )
  })

  it('says that nothing led to the house ad', () => {
    expect(explainAd([], () => '')).toBe('The house ad: no campaign asks for these cohorts.')
  })
})

describe('when a cohort was entered', () => {
  it('is known from the moment it is told until it is left, or consent is refused', () => {
    const tracker = createFakeTracker()
    const enteredAt = watchCohorts(tracker)
    expect(enteredAt('1')).toBe('')
    tracker.emit('cohorts', { entered: ['1', '2', '3'], left: [] })
    expect(enteredAt('1')).toMatch(/^\d\d:\d\d$/)
    tracker.emit('cohorts', { entered: [], left: ['2'] })
    expect([enteredAt('2'), enteredAt('3')]).toEqual(['', expect.stringMatching(/:/)])
    tracker.emit('consent', { status: 'denied' })
    expect(enteredAt('3')).toBe('')
  })
})
