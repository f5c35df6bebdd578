/**
 * What the end tells of a duration, and what it covers.
 */
import { describe, expect, it } from 'vitest'
import { script, view } from '../../support/evening/meter-script.ts'

describe('the end that a player reports', () => {
  it('is taken for the declared one when it comes a little early', () => {
    const meter = script().open('A', 100).seek(50).watch(48.5, 0.5).row('ended').run()
    expect(view(meter)).toMatchObject({ percentageWatched: 0.5, reachedEnd: true })
    expect(meter.duration()).toBe(100)
  })

  it('covers the last two seconds that no report told of, and no more', () => {
    const share = (watchedS: number): unknown =>
      view(script().open('A', 100).watch(watchedS, 0.1).jump(100).row('ended').run()).percentageWatched
    expect(share(98)).toBe(1)
    expect(share(97.9)).toBe(0.979)
  })

  it('lengthens a duration that was declared too short, up to twice', () => {
    const lasted = (seconds: number) => script().open('A', 10).watch(seconds).row('ended').run().duration()
    expect(lasted(12)).toBe(12)
    expect(lasted(19.999)).toBe(19.999)
    expect(lasted(20)).toBe(10)
    expect(lasted(25)).toBe(10)
  })

  it('lengthens up to twice the content’s own length, wherever the timeline begins', () => {
    const lasted = (seconds: number) =>
      script(0, 3600)
        .row('load', { content: 'A', start: 3600, duration: 3610 })
        .row('playing')
        .watch(seconds)
        .row('ended')
        .run()
        .duration()
    expect(lasted(15)).toBe(15)
    expect(lasted(25)).toBe(10)
  })

  it('tells no duration where nobody knows where it is, nor at the very beginning', () => {
    const nowhere = script().row('load', { content: 'A' }).row('ended', { position: undefined }).run()
    expect(nowhere.duration()).toBeNull()
    expect(nowhere.coverage()).toEqual([])
    expect(script(0, 30).row('load', { content: 'A', start: 30 }).row('ended').run().duration()).toBeNull()
  })

  it('covers what was shown, though all of it lies beyond the declared duration', () => {
    expect(script().open('A', 10).seek(20).watch(5).row('ended').run().coverage()).toEqual([[20, 25]])
  })

  it('tells the duration where nothing declared it, but never of a live stream', () => {
    expect(script().open('A').watch(50).row('ended').run().duration()).toBe(50)
    const live = script().open('A', undefined, { live: true }).watch(50).row('ended')
    expect(live.run().duration()).toBeNull()
    expect(live.row('timeupdate', { live: false }).run().duration()).toBeNull()
  })

  it('covers nothing of content of which nothing was shown', () => {
    expect(view(script().open('A', 0.4).jump(0.4).row('seeking').row('ended').run()).percentageWatched).toBe(0)
  })
})
