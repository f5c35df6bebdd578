/**
 * Fakes of Firebolt devices, for tests: no device.
 *
 * `createFakeFirebolt` imitates the modules `Lifecycle` and `Advertising` of @firebolt-js/sdk 1.7.0 (dist/lib, dist/docs), which must fit
 * the same interfaces. `installFakePlatform` is what lies below the SDK: the real one runs on it, and speaks JSON-RPC as
 * dist/firebolt-core-open-rpc.json has it.
 */
import type { FireboltAdvertising, FireboltLifecycle } from '../../../platforms/devices/index.ts'

export const FIREBOLT_IFA = '01234567-89ab-cdef-a001-23456789abcd'
/** As the SDK's document has it: not every device's is hexadecimal. */
export const FREE = { ifa: FIREBOLT_IFA, ifa_type: 'sspid', lmt: '0' }

export type FireboltState = 'initializing' | 'inactive' | 'foreground' | 'background' | 'suspended' | 'unloading'

export interface FakeFirebolt {
  readonly lifecycle: FireboltLifecycle
  readonly advertising: FireboltAdvertising
  /** What the two methods resolve to; an Error rejects, `never` does not settle. */
  policy: unknown
  advertisingId: unknown
  /** Methods called, in order. */
  readonly calls: string[]
  /** Whether the app has called `Lifecycle.ready()`: the SDK follows the state only then. */
  isReady: boolean
  /** States to which nobody can listen, and what whoever tries gets: a promise that is rejected, or an error at once. */
  untold: string[]
  untoldAnswer: 'refuses' | 'throws'
  /** Listeners that are still there. */
  listeners(): number
  move(state: FireboltState): void
}

export function createFakeFirebolt(): FakeFirebolt {
  const listeners = new Map<number, { event: string; callback: () => void }>()
  let state: FireboltState = 'initializing'
  let ids = 0
  const settle = <T>(answer: unknown) =>
    answer === 'never'
      ? new Promise<T>(() => {})
      : answer instanceof Error
        ? Promise.reject(answer)
        : Promise.resolve(answer as T)
  const fake: FakeFirebolt = {
    policy: { skipRestriction: 'adsUnwatched', limitAdTracking: false },
    advertisingId: FREE,
    calls: [],
    isReady: true,
    untold: [],
    untoldAnswer: 'refuses',
    lifecycle: {
      state: () => (fake.isReady ? state : 'initializing'),
      listen(event, callback) {
        if (fake.untold.includes(event)) {
          const error = new Error('not here')
          if (fake.untoldAnswer === 'throws') throw error
          return Promise.reject(error)
        }
        listeners.set(++ids, { event, callback })
        return Promise.resolve(ids)
      },
      clear: (id) => listeners.delete(id),
    },
    advertising: {
      policy: () => (fake.calls.push('policy'), settle(fake.policy)),
      advertisingId: () => (fake.calls.push('advertisingId'), settle(fake.advertisingId)),
    },
    listeners: () => listeners.size,
    move(next) {
      state = next
      for (const { event, callback } of [...listeners.values()]) if (event === next) callback()
    },
  }
  return fake
}

interface Request {
  id: number
  method: string
  params: { listen?: boolean } | null
}

export interface FakePlatform {
  /** Results by method, such as `advertising.policy`; an Error is a refusal. */
  readonly results: Record<string, unknown>
  /** Methods called, in order; of `on…` only those that begin to listen. */
  readonly calls: string[]
  move(state: FireboltState): void
}

/** Puts the platform below the SDK. Before the SDK is imported: it looks for its transport once. */
export function installFakePlatform(): FakePlatform {
  let receive: (message: string) => void = () => {}
  const listening = new Map<string, number>()
  const platform: FakePlatform = {
    results: {
      'lifecycle.ready': null,
      'metrics.ready': true,
      'advertising.policy': { limitAdTracking: false },
      'advertising.advertisingId': FREE,
    },
    calls: [],
    move(state) {
      const id = listening.get('lifecycle.on' + state[0]!.toUpperCase() + state.slice(1))
      if (id !== undefined) receive(JSON.stringify({ jsonrpc: '2.0', id, result: { state, previous: 'initializing' } }))
    },
  }
  function answer({ id, method, params }: Request): void {
    let result = platform.results[method]
    if (/\.on[A-Z]/.test(method)) {
      if (params?.listen) listening.set(method, id)
      else listening.delete(method)
      result = { event: method, listening: !!params?.listen }
    }
    if (!/\.on[A-Z]/.test(method) || params?.listen) platform.calls.push(method)
    const outcome =
      result instanceof Error ? { error: { code: -32000, message: result.message } } : { result: result ?? null }
    queueMicrotask(() => receive(JSON.stringify({ jsonrpc: '2.0', id, ...outcome })))
  }
  const transport = {
    send: (message: string) => answer(JSON.parse(message) as Request),
    receive: (callback: (message: string) => void) => void (receive = callback),
  }
  Object.assign(window, { __firebolt: { getTransportLayer: () => transport } })
  return platform
}
