/**
 * A fake of Samsung's AdInfo API, for tests: no Samsung code, no TV.
 *
 * Imitates developer.samsung.com/smarttv, Samsung Product API references, "AdInfo API", in the wording of `@types/tizen-tv-webapis` 2.0.9:
 * every method throws a WebAPIException named SecurityError without the privilege, `getTIFA` throws InvalidStateError without an id;
 * firmware from before Tizen 2.4 has no `adinfo`.
 */
import { vi } from 'vitest'
import type { AdInfo } from '../../../platforms/tizen/tifa.ts'

export const TIFA = '9cbfa1d4-3c1c-4a52-8a3c-e9dd0f8e9d59'

export type TizenTrouble = 'no webapis' | 'no adinfo' | 'no privilege' | 'no id' | 'no isLATEnabled'

export interface FakeTizen {
  isLimited: unknown
  tifa: unknown
  trouble: TizenTrouble | null
  /** Methods called, in order. */
  readonly calls: string[]
}

/** Puts the globals of a Tizen TV into the window; `vi.unstubAllGlobals` takes them away. */
export function installFakeTizen(trouble: TizenTrouble | null = null): FakeTizen {
  const fake: FakeTizen = { isLimited: false, tifa: TIFA, trouble, calls: [] }
  function answer<T>(name: string, value: () => unknown): T {
    fake.calls.push(name)
    if (fake.trouble === 'no privilege') throw new DOMException('No privilege.', 'SecurityError')
    if (fake.trouble === 'no id' && name === 'getTIFA') throw new DOMException('PSID is null.', 'InvalidStateError')
    return value() as T
  }
  const adinfo: AdInfo & { getVersion(): string } = {
    getVersion: () => answer('getVersion', () => '1.0'),
    isLATEnabled: () => answer('isLATEnabled', () => fake.isLimited),
    getTIFA: () => answer('getTIFA', () => fake.tifa),
  }
  if (trouble === 'no isLATEnabled') Reflect.deleteProperty(adinfo, 'isLATEnabled')
  vi.stubGlobal('tizen', { application: {} })
  if (trouble !== 'no webapis') vi.stubGlobal('webapis', trouble === 'no adinfo' ? {} : { adinfo })
  return fake
}
