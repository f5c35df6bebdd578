/**
 * A consent source over the API of a consent platform, whichever standard it speaks.
 */
import type { ConsentSource, ConsentStatus } from '../../../src/ports/consent-source.ts'
import type { CmpApi } from './cmp.ts'
import { attempt, findApi } from './cmp.ts'

export interface CmpSourceOptions {
  /** How long to look for a consent platform that is not there yet, or for the one behind a stub. Default 120,000 ms. */
  waitMs?: number
}

const FIRST_LOOK_MS = 100
const LONGEST_LOOK_MS = 2000

/**
 * Statuses are told when they change; nothing is told while there is no decision. `version` is what a call carries behind its command,
 * and `read` gives the decision of an event, or null where it holds none.
 *
 * It registers with the API, and again whenever another function has taken its place: a stub makes way for the platform itself, and not
 * every platform takes over what the stub was told. It looks less and less often, no longer than `waitMs`, and not at all once it is
 * over or the decision is known.
 */
export function createCmpSource<E extends { listenerId?: number }>(
  name: string,
  version: number[],
  read: (event: E) => ConsentStatus | null,
  { waitMs = 120_000 }: CmpSourceOptions,
): ConsentSource {
  // A platform that throws when it is called is one that says nothing.
  const call = (api: CmpApi | null, command: string, ...given: unknown[]): unknown =>
    attempt(() => api!.apply(null, ([command] as unknown[]).concat(version, given)))
  return {
    subscribe(tell) {
      let asked: CmpApi | null = null
      /** A platform may answer under more than one. */
      const listenerIds: (number | undefined)[] = []
      let told: ConsentStatus | null = null
      let isOver = false
      let waitedMs = 0
      let delayMs = FIRST_LOOK_MS
      let timer: ReturnType<typeof setTimeout>

      function remove(id: number | undefined): void {
        if (id != null) call(findApi(name), 'removeEventListener', () => {}, id)
      }
      function hear(api: CmpApi, event: E, isSuccess: boolean): void {
        if (!event || isSuccess === false) return
        // Told to a stub and handed on to a platform that was asked itself, or heard of after the end.
        if (isOver || api != asked) return remove(event.listenerId)
        if (listenerIds.indexOf(event.listenerId) < 0) listenerIds.push(event.listenerId)
        // An event of a form that no standard knows: whatever was decided before, nobody can tell what holds now.
        const status = attempt(() => read(event), 'unknown')
        if (!status || status == told) return
        told = status
        tell(status)
      }
      function look(): void {
        const api = findApi(name)
        if (api && api != asked) {
          asked = api
          call(api, 'addEventListener', (event: E, isSuccess: boolean) => hear(api, event, isSuccess))
        }
        if (isOver || (told && told != 'unknown') || waitedMs >= waitMs) return
        timer = setTimeout(look, delayMs)
        waitedMs += delayMs
        delayMs = Math.min(delayMs * 2, LONGEST_LOOK_MS)
      }
      look()
      return () => {
        isOver = true
        clearTimeout(timer)
        listenerIds.forEach(remove)
      }
    },
  }
}
