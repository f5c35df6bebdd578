/**
 * A fake of the companion library of Vizio's sets, for tests: no Vizio code, no TV.
 *
 * Imitates what public documents show of it (support.kochava.com, Vizio Over the Top SDK Integration; public apps): the document hears
 * `VIZIO_LIBRARY_DID_LOAD` once; from then on `window.VIZIO.setAdvertiserIDListener` takes a listener, which hears `{ IFA, IFA_TYPE, LMT
 * }` later, and again when the viewer changes something. Whether a second listener replaces the first is not said: here it does.
 */
import { vi } from 'vitest'

export const VIDA = '6f1f8a0e-53a7-4b5b-9c64-4f0f1d9f7c21'

export interface FakeVizio {
  /** What the listener hears next. */
  advertiser: unknown
  /** Listeners set so far. */
  readonly set: ((told: unknown) => void)[]
  /** The library arrives. */
  load(): void
  /** The viewer changed something. */
  tell(): void
}

/** Puts the library into the window, at once or at `load`; `vi.unstubAllGlobals` takes it away. */
export function installFakeVizio({
  isLoaded = true,
  answers = true,
}: { isLoaded?: boolean; answers?: boolean } = {}): FakeVizio {
  const fake: FakeVizio = {
    advertiser: { IFA: VIDA, IFA_TYPE: 'VIDA', LMT: 0 },
    set: [],
    load() {
      vi.stubGlobal('VIZIO', {
        setAdvertiserIDListener(listener: (told: unknown) => void) {
          fake.set.push(listener)
          if (answers) queueMicrotask(() => listener(fake.advertiser))
        },
      })
      document.dispatchEvent(new Event('VIZIO_LIBRARY_DID_LOAD'))
    },
    tell: () => fake.set[fake.set.length - 1]!(fake.advertiser),
  }
  if (isLoaded) fake.load()
  return fake
}
