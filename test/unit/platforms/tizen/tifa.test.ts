/**
 * @vitest-environment happy-dom
 */
import type { AdInfoManager } from 'tizen-tv-webapis'
import { afterEach, describe, expect, expectTypeOf, it, vi } from 'vitest'
import { createTizenPorts } from '../../../../platforms/tizen/ports.ts'
import type { AdInfo } from '../../../../platforms/tizen/tifa.ts'
import { createTifaSource } from '../../../../platforms/tizen/tifa.ts'
import type { TizenTrouble } from '../../../support/fakes/fake-tizen.ts'
import { installFakeTizen, TIFA } from '../../../support/fakes/fake-tizen.ts'

afterEach(() => vi.unstubAllGlobals())

function read(): (string | null)[] {
  const heard: (string | null)[] = []
  createTifaSource().read((id) => heard.push(id))
  return heard
}

describe('the advertising id', () => {
  it('is read once the viewer was asked, at once', () => {
    const { calls } = installFakeTizen()
    expect(read()).toEqual([TIFA])
    expect(calls).toEqual(['isLATEnabled', 'getTIFA'])
  })

  it('is not even read where the viewer limits ad tracking', () => {
    const tizen = installFakeTizen()
    tizen.isLimited = true
    expect(read()).toEqual([null])
    expect(tizen.calls).toEqual(['isLATEnabled'])
  })

  it.each([[undefined], [null], ['false'], [0], [1], ['']])(
    'is not read where the limit is told as %j',
    (isLimited) => {
      const tizen = installFakeTizen()
      tizen.isLimited = isLimited
      expect(read()).toEqual([null])
      expect(tizen.calls).toEqual(['isLATEnabled'])
    },
  )

  it.each<TizenTrouble>(['no webapis', 'no adinfo', 'no privilege', 'no id', 'no isLATEnabled'])(
    'is none where there is %s',
    (trouble) => {
      installFakeTizen(trouble)
      expect(read()).toEqual([null])
    },
  )

  it('is none in a browser', () => {
    expect(read()).toEqual([null])
  })

  it.each([['00000000-0000-0000-0000-000000000000'], [''], [null], [undefined], [7], [{}]])(
    'is none where the device gives %j',
    (tifa) => {
      const tizen = installFakeTizen()
      tizen.tifa = tifa
      expect(read()).toEqual([null])
    },
  )

  it('goes under its tag, and is not touched by making the ports', () => {
    const { calls } = installFakeTizen()
    expect(createTizenPorts(() => null).deviceId!.tag).toBe('tifa')
    expect(calls).toEqual([])
  })

  it('is read through members that the published declarations have', () => {
    expectTypeOf<AdInfoManager>().toExtend<AdInfo>()
  })
})
