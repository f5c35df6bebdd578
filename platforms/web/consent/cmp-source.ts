/**
 * A consent source over the API of a consent platform, whichever standard it speaks.
 */
import type { ConsentSource, ConsentStatus } from '../../../src/ports/consent-source.ts'
import { createWebTimers } from '../timers.ts'
import type { CmpApi } from './cmp.ts'
import { findApi, followCmp } from './cmp.ts'

export interface CmpSourceOptions {
  /** How long to look for a consent platform that is not there yet, or for the one behind a stub. Default 120,000 ms. */
  waitMs?: number
}

/** One standard: the name of its function, its calls, and what an event means. */
export interface CmpStandard<E> {
  name: string
  addListener(api: CmpApi, listener: (event: E, isSuccess: boolean) => void): void
  removeListener(api: CmpApi, listenerId: number): void
  /** The decision of an event, or null where it holds none. */
  read(event: E): ConsentStatus | null
}

/** A platform that throws when it is called is one that says nothing. */
function quietly(run: () => void): void {
  try {
    run()
  } catch (_spoiled) {
    // The app hears of it as of any platform without a decision: the status stays as it is.
  }
}

/** Statuses are told when they change; nothing is told while there is no decision. */
export function createCmpSource<E extends { listenerId?: number }>(
  standard: CmpStandard<E>,
  { waitMs = 120_000 }: CmpSourceOptions,
): ConsentSource {
  return {
    subscribe(tell) {
      let asked: CmpApi | null = null
      /** A platform may answer under more than one. */
      const listenerIds: (number | undefined)[] = []
      let told: ConsentStatus | null = null
      let isOver = false

      function remove(id: number | undefined): void {
        const api = findApi(standard.name)
        if (api && id != null) standard.removeListener(api, id)
      }
      function register(api: CmpApi): void {
        asked = api
        quietly(() => standard.addListener(api, (event, isSuccess) => hear(api, event, isSuccess)))
      }
      function hear(api: CmpApi, event: E, isSuccess: boolean): void {
        if (!event || isSuccess === false) return
        // Told to a stub and handed on to a platform that was asked itself, or heard of after the end.
        if (isOver || api != asked) return quietly(() => remove(event.listenerId))
        if (listenerIds.indexOf(event.listenerId) < 0) listenerIds.push(event.listenerId)
        const status = read(event)
        if (!status || status == told) return
        told = status
        tell(status)
      }
      function read(event: E): ConsentStatus | null {
        try {
          return standard.read(event)
        } catch (_spoiled) {
          // An event of a form that no standard knows: whatever was decided before, nobody can tell what holds now.
          return 'unknown'
        }
      }
      const isKnown = (): boolean => isOver || told == 'granted' || told == 'denied'
      const stop = followCmp(standard.name, createWebTimers(), waitMs, register, isKnown)
      return () => {
        isOver = true
        stop()
        listenerIds.forEach((id) => quietly(() => remove(id)))
      }
    },
  }
}
