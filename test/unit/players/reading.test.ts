/**
 * An article before the viewer: what counts as time, and how deep it was read.
 */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { reading } from '../../../players/reading/index.ts'
import { useHookStage } from '../../support/fakes/hook-stage.ts'

const stage = useHookStage()

/** An article of 2,000 px, and where its top lies in a window of 1,000 px. */
let top: number
let height: number
const article = { getBoundingClientRect: () => ({ top, bottom: top + height }) }

beforeEach(() => {
  vi.stubGlobal('window', { innerHeight: 1000 })
  top = 0
  height = 2000
})
afterEach(() => {
  vi.unstubAllGlobals()
})

const shares = () => stage.heard.map(({ share }) => share)

describe('an article', () => {
  it('counts while a part of it is in the window', () => {
    const attachment = stage.attach(reading(article))
    stage.pass(10)
    top = -2000
    stage.pass(10)
    top = 999
    stage.pass(5)
    attachment.sample()
    expect(stage.view().timeSpentSeconds).toBeGreaterThanOrEqual(15)
    expect(stage.view().timeSpentSeconds).toBeLessThan(17)
    expect([...new Set(stage.names())]).toEqual(['playing', 'timeupdate', 'pause'])
  })

  it('was read as deep as the lower edge of the window reached', () => {
    stage.attach(reading(article))
    top = -500
    stage.pass(1)
    top = -1000
    stage.pass(1)
    top = 0
    stage.pass(1)
    expect(shares()).toEqual([0.5, 0.75, 1, 0.5])
  })

  it('is nothing before it is laid out, or once it was taken away', () => {
    height = 0
    stage.attach(reading(article))
    stage.pass(5)
    expect(stage.names()).toEqual([])
    height = 2000
    stage.pass(1)
    height = 0
    stage.pass(1)
    expect(stage.names()).toEqual(['playing', 'pause'])
  })

  it('that cannot be asked is not before the viewer', () => {
    stage.attach(
      reading({
        getBoundingClientRect() {
          throw new Error('gone')
        },
      }),
    )
    stage.pass(2)
    expect(stage.names()).toEqual([])
  })

  it('is looked at no more after it was let go of', () => {
    const attachment = stage.attach(reading(article))
    stage.pass(1)
    stage.names()
    attachment.detach()
    attachment.sample()
    stage.pass(3)
    expect(stage.names()).toEqual([])
    expect(stage.timers.pending).toBe(0)
  })
})
