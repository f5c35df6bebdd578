/**
 * Ad breaks that the app tells of, over the hook of a player that knows nothing of them.
 */
import { describe, expect, it } from 'vitest'
import { withAds } from '../../../players/with-ads/index.ts'
import type { PlayerHook, PlayerSignal } from '../../../src/ports/player-hook.ts'
import { createFakeTimers } from '../storage/fake-stores.ts'

/** A hook whose player says what it is told to. */
function createScripted() {
  const emits: ((row: PlayerSignal) => void)[] = []
  const hook: PlayerHook = {
    player: {},
    attach(emit) {
      emits.push(emit)
      emit({ signal: 'playing' })
      return {
        sample: () => emit({ signal: 'timeupdate', position: 5 }),
        detach: () => void emits.splice(emits.indexOf(emit), 1),
      }
    },
  }
  return { hook, emits, say: (signal: PlayerSignal['signal']) => emits.forEach((emit) => emit({ signal })) }
}

function listen(hook: PlayerHook) {
  const heard: PlayerSignal[] = []
  const attachment = hook.attach((row) => heard.push(row), createFakeTimers())
  return { attachment, names: () => heard.splice(0).map(({ signal }) => signal) }
}

describe('a hook with ads', () => {
  it('is that of the same player', () => {
    const { hook } = createScripted()
    expect(withAds(hook).player).toBe(hook.player)
  })

  it('reports the position at which a break begins, and after it what was said in it', () => {
    const { hook, say } = createScripted()
    const ads = withAds(hook)
    const { names } = listen(ads)
    ads.setAd(true)
    ads.setAd(true)
    expect(names()).toEqual(['playing', 'timeupdate', 'ad-start'])
    say('pause')
    say('playing')
    ads.setAd(false)
    ads.setAd(false)
    expect(names()).toEqual(['pause', 'playing', 'ad-end', 'playing', 'timeupdate'])
    ads.setAd(true)
    say('pause')
    ads.setAd(false)
    expect(names()).toEqual(['timeupdate', 'ad-start', 'pause', 'ad-end', 'timeupdate'])
  })

  it('begins the break of a view that is watched later, and tells each of several', () => {
    const { hook, emits } = createScripted()
    const ads = withAds(hook)
    ads.setAd(true)
    const [first, second] = [listen(ads), listen(ads)]
    expect(first.names()).toEqual(['playing', 'timeupdate', 'ad-start'])
    second.names()
    ads.setAd(false)
    expect(first.names()).toEqual(second.names())
    first.attachment.detach()
    first.attachment.detach()
    ads.setAd(true)
    expect(first.names()).toEqual([])
    second.attachment.sample()
    expect(second.names()).toEqual(['timeupdate', 'ad-start', 'timeupdate'])
    second.attachment.detach()
    expect(emits).toEqual([])
  })
})
