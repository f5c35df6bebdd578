import { beforeEach, describe, expect, it } from 'vitest'
import { createLedger } from '../../../../demo-app/play/page/ledger.ts'
import type { Ledger } from '../../../../demo-app/play/page/ledger.ts'

const NONE = new Set<string>()
const ZERO = { taken: 0, received: 0, waiting: 0, lost: 0, twice: 0, unkept: 0, givenUp: 0 }

let ledger: Ledger
beforeEach(() => {
  ledger = createLedger()
})

describe('the ledger of the page that breaks a television', () => {
  it('counts a play event as waiting until it arrives, and the completion from its own time on', () => {
    ledger.started('a')
    expect(ledger.counts()).toEqual({ ...ZERO, taken: 1, waiting: 1 })
    ledger.arrived('a', 'Videoview')
    expect(ledger.counts()).toEqual({ ...ZERO, taken: 1, received: 1 })
    ledger.completed('a')
    ledger.arrived('a', 'VideoCompletion')
    expect(ledger.counts()).toEqual({ ...ZERO, taken: 2, received: 2 })
  })

  it('expects the completion of a view that was on the disk when the television went dark', () => {
    ledger.started('a')
    ledger.arrived('a', 'AudioPlay')
    ledger.wentDark('… a …')
    expect(ledger.counts()).toEqual({ ...ZERO, taken: 2, received: 1, waiting: 1 })
    ledger.settle(NONE, '')
    expect(ledger.counts()).toMatchObject({ lost: 1, waiting: 0 })
  })

  it('counts what the disk did not have yet apart, until it arrives all the same', () => {
    ledger.started('a')
    ledger.wentDark('')
    ledger.settle(NONE, '')
    expect(ledger.counts()).toEqual({ ...ZERO, taken: 2, unkept: 2 })
    ledger.arrived('a', 'Videoview')
    expect(ledger.counts()).toEqual({ ...ZERO, taken: 2, received: 1, unkept: 1 })
  })

  it('leaves alone what had arrived as a whole when the television went dark', () => {
    ledger.started('a')
    ledger.completed('a')
    ledger.arrived('a', 'Videoview')
    ledger.arrived('a', 'VideoCompletion')
    ledger.wentDark('')
    expect(ledger.counts()).toEqual({ ...ZERO, taken: 2, received: 2 })
  })

  it('calls lost what has not come once nothing is left to send, but not of a view that runs', () => {
    ledger.started('a')
    ledger.completed('a')
    ledger.settle(new Set(['a']), '')
    expect(ledger.counts()).toMatchObject({ waiting: 2, lost: 0 })
    ledger.settle(NONE, '')
    expect(ledger.counts()).toMatchObject({ waiting: 0, lost: 2 })
  })

  it('does not call lost what lies on the disk until an app can read it', () => {
    ledger.started('a')
    ledger.settle(NONE, '… a …')
    expect(ledger.counts()).toMatchObject({ waiting: 1, lost: 0 })
  })

  it('does not excuse by a later power cut what was lost before', () => {
    ledger.started('a')
    ledger.completed('a')
    ledger.settle(NONE, '')
    ledger.wentDark('')
    expect(ledger.counts()).toMatchObject({ lost: 2, unkept: 0 })
  })

  it('counts as found again what arrives late', () => {
    ledger.started('a')
    ledger.settle(NONE, '')
    ledger.arrived('a', 'Videoview')
    expect(ledger.counts()).toEqual({ ...ZERO, taken: 1, received: 1 })
  })

  it('counts each further arrival of an event', () => {
    ledger.started('a')
    for (let i = 0; i < 3; i += 1) ledger.arrived('a', 'Videoview')
    expect(ledger.counts()).toEqual({ ...ZERO, taken: 1, received: 1, twice: 2 })
  })

  it('takes an event for what it is, though the app was killed before it could say so', () => {
    ledger.arrived('a', 'Videoview')
    expect(ledger.counts()).toEqual({ ...ZERO, taken: 1, received: 1 })
  })

  it('does not call lost what the tracker said that it gave up', () => {
    ledger.started('a')
    ledger.gaveUp(1)
    ledger.settle(NONE, '')
    expect(ledger.counts()).toEqual({ ...ZERO, taken: 1, givenUp: 1 })
  })

  it('expects nothing more of what a refusal erased', () => {
    ledger.started('a')
    ledger.arrived('a', 'Videoview')
    ledger.completed('a')
    ledger.erased()
    ledger.settle(NONE, '')
    expect(ledger.counts()).toEqual({ ...ZERO, taken: 1, received: 1 })
  })

  it('looks at no event outside a view', () => {
    ledger.arrived(null, 'Screenview')
    expect(ledger.counts()).toEqual(ZERO)
  })
})
