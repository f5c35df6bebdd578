/**
 * The ports as the rooms of the tracker use them: new objects over those of the platform or the app, whose mistakes stay out.
 */
import type { Diagnosis } from '../diagnosis.ts'
import { printed } from '../diagnosis.ts'
import type { Clock } from './clock.ts'
import type { Lifecycle } from './lifecycle.ts'
import type { Ports } from './ports.ts'
import type { RecordStore } from './stores.ts'
import type { Timers } from './timers.ts'
import type { Transport, TransportResponse } from './transport.ts'

const nothing = (): void => {}

const NO_ANSWER: TransportResponse = { status: 0, body: '', date: null, retryAfter: null }

/** The platform's ports, with those in place that the app replaced. */
export function replacePorts(platform: Ports, replaced: Partial<Ports>): Ports {
  const ports = {} as Record<string, unknown>
  Object.keys(platform).forEach(
    (port) => (ports[port] = (replaced as Record<string, unknown>)[port] || platform[port as keyof Ports]),
  )
  return ports as unknown as Ports
}

/** What a transport of the app's own answered, as far as it can be read. */
function plain(response: TransportResponse): TransportResponse {
  try {
    const { status, body, date, retryAfter } = response
    return {
      status: +status || 0,
      body: typeof body == 'string' ? body : '',
      date: header(date),
      retryAfter: header(retryAfter),
    }
  } catch (_spoiled) {
    // As good as no answer.
    return NO_ANSWER
  }
}

/** Longer ones are none that a server meant. */
const header = (value: unknown): string | null => (typeof value == 'string' && value.length <= 100 ? value : null)

export function guardPorts(ports: Ports, { guard, report }: Diagnosis): Ports {
  /** What is needed after destruction too: what ends a timer or a request, and what a store still has to finish. */
  const lasting = <A extends unknown[]>(run: (...args: A) => void): ((...args: A) => void) =>
    guard(run, undefined, true)
  /** A clock that throws, or tells no time, stands still: whoever reads it is in the middle of something. The first failure is told. */
  function steady(read: () => number): () => number {
    let lastMs = 0
    let isTold = false
    return () => {
      try {
        const nowMs = read()
        if (typeof nowMs != 'number' || !isFinite(nowMs)) throw new Error('no time')
        lastMs = nowMs
      } catch (error) {
        if (!isTold) report('port-failed', ['port', printed(error)])
        isTold = true
      }
      return lastMs
    }
  }
  const clock: Clock = {
    kind: ports.clock.kind,
    monotonicMs: steady(() => ports.clock.monotonicMs()),
    wallMs: steady(() => ports.clock.wallMs()),
  }
  const timers: Timers = {
    after: guard((delayMs, run) => lasting(ports.timers.after(delayMs, lasting(run))), nothing, true),
  }
  const transport: Transport = {
    send(request, done) {
      const finish = guard((response: TransportResponse) => done(plain(response)))
      try {
        return lasting(ports.transport.send(request, finish))
      } catch (error) {
        report('port-failed', ['transport', printed(error)])
        return timers.after(0, () => finish(NO_ANSWER))
      }
    },
    beacon: guard((url, body) => ports.transport.beacon(url, body), false, true),
    isOffline: guard(() => ports.transport.isOffline(), false, true),
  }
  const records = ports.stores.records.map((open) => (name: string): RecordStore | null => {
    const store = open(name)
    return (
      store && {
        kind: store.kind,
        claim: (owner, isMine, done) => store.claim(owner, isMine, lasting(done)),
        write: (change, done) => store.write(change, lasting(done)),
        erase: () => store.erase(),
        close: () => store.close(),
      }
    )
  })
  const stores: Ports['stores'] = { keyValue: ports.stores.keyValue, records }
  const lifecycle: Lifecycle = {
    isHidden: guard(() => ports.lifecycle.isHidden(), false, true),
    subscribe: guard((listener) => ports.lifecycle.subscribe(listener), nothing, true),
  }
  return replacePorts(ports, { clock, timers, lifecycle, transport, stores })
}
