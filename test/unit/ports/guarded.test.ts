/**
 * Ports of the app: put in place of the platform's, and kept from doing harm.
 */
import { beforeEach, describe, expect, it } from 'vitest'
import type { Diagnosis } from '../../../src/diagnosis.ts'
import { createDiagnosis } from '../../../src/diagnosis.ts'
import type { Settings } from '../../../src/options.ts'
import { guardPorts, replacePorts } from '../../../src/ports/guarded.ts'
import type { Ports } from '../../../src/ports/ports.ts'
import type { RecordStore, StoredRecord, WriteOutcome } from '../../../src/ports/stores.ts'
import type { TransportRequest, TransportResponse } from '../../../src/ports/transport.ts'
import { createFakeDevice } from '../../support/fakes/fake-platform.ts'
import type { FakeTimers } from '../storage/fake-stores.ts'
import { createFakeTimers } from '../storage/fake-stores.ts'

const REQUEST: TransportRequest = { url: 'https://ccs.test', body: '{}', headers: {}, timeoutMs: 1000 }
const spoiled = (): never => {
  throw new Error('spoiled')
}

let timers: FakeTimers
let platform: Ports
let diagnosis: Diagnosis

const codes = (): string[] => diagnosis._diagnostics().map(({ code }) => code)

beforeEach(() => {
  timers = createFakeTimers()
  platform = { ...createFakeDevice().boot().ports, timers }
  diagnosis = createDiagnosis({ apiKey: 'KEY' } as Settings, platform)
  diagnosis._finishConstruction()
})

function guarded(transport: Partial<Ports['transport']>, changes: Partial<Ports> = {}): Ports {
  const ports = { ...platform, ...changes, transport: { ...platform.transport, ...transport } }
  return guardPorts(ports, diagnosis)
}

describe('a replaced port', () => {
  it('stands in place of the platform’s, and the others stay', () => {
    const random = { bytes: () => [1] }
    const ports = replacePorts(platform, { random, clock: undefined })
    expect(ports.random).toBe(random)
    expect(ports.clock).toBe(platform.clock)
    expect(Object.keys(ports)).toEqual(Object.keys(platform))
  })

  it('leaves the platform’s object as it was, so that two trackers share nothing', () => {
    const before = { ...platform }
    guardPorts(replacePorts(platform, { random: { bytes: () => [1] } }), diagnosis)
    expect(platform).toEqual(before)
  })
})

describe('a clock', () => {
  it('that throws, or tells no time, stands still; the first failure is told', () => {
    const told: unknown[] = [5, spoiled, NaN, '7', undefined, Infinity, 8]
    const next = (): number => {
      const value = told.shift()
      return (typeof value === 'function' ? (value as () => unknown)() : value) as number
    }
    const { clock } = guardPorts(
      { ...platform, clock: { kind: 'wall', monotonicMs: next, wallMs: () => 1 } },
      diagnosis,
    )
    expect([1, 2, 3, 4, 5, 6, 7].map(() => clock.monotonicMs())).toEqual([5, 5, 5, 5, 5, 5, 8])
    expect([clock.kind, clock.wallMs(), codes()]).toEqual(['wall', 1, ['port-failed']])
  })
})

describe('timers and a lifecycle', () => {
  it('that throw start nothing, and hide nothing', () => {
    const { timers: kept, lifecycle } = guardPorts(
      { ...platform, timers: { after: spoiled }, lifecycle: { isHidden: spoiled, subscribe: spoiled } },
      diagnosis,
    )
    expect(() => kept.after(0, () => {})()).not.toThrow()
    expect([lifecycle.isHidden(), codes()]).toEqual([false, ['port-failed', 'port-failed']])
  })
})

describe('a transport', () => {
  it.each<[string, unknown]>([
    ['cannot be read', Object.defineProperty({}, 'status', { get: spoiled })],
    ['is none', undefined],
    ['is of other types', { status: 'x', body: {}, date: 5, retryAfter: 'x'.repeat(101) }],
  ])('whose answer %s did not answer', (_what, response) => {
    const { transport } = guarded({ send: (_request, done) => (done(response as TransportResponse), () => {}) })
    const answers: TransportResponse[] = []
    transport.send(REQUEST, (answer) => answers.push(answer))
    expect(answers).toEqual([{ status: 0, body: '', date: null, retryAfter: null }])
  })

  it('may be an object of a class, and gets the request as it is', () => {
    class Network {
      sent: TransportRequest[] = []
      send(request: TransportRequest): () => void {
        this.sent.push(request)
        return () => {}
      }
      beacon(): boolean {
        return this.sent.length === 1
      }
      isOffline(): boolean {
        return this.sent.length === 1
      }
    }
    const network = new Network()
    const { transport } = guardPorts({ ...platform, transport: network }, diagnosis)
    transport.send(REQUEST, () => {})
    expect([network.sent, transport.beacon('', ''), transport.isOffline()]).toEqual([[REQUEST], true, true])
  })

  it('that throws is one that did not answer, a moment later', () => {
    const { transport } = guarded({ send: spoiled })
    const answers: TransportResponse[] = []
    transport.send(REQUEST, (response) => answers.push(response))
    expect([answers, codes()]).toEqual([[], ['port-failed']])
    timers.advance(0)
    expect(answers).toEqual([{ status: 0, body: '', date: null, retryAfter: null }])
  })

  it('that throws is not answered for once the request was aborted', () => {
    const { transport } = guarded({ send: spoiled })
    let answers = 0
    transport.send(REQUEST, () => answers++)()
    timers.advance(1000)
    expect([answers, timers.pending]).toEqual([0, 0])
  })

  it('hears nothing of what goes wrong with its answer', () => {
    let answer = (_response: TransportResponse): void => {}
    const { transport } = guarded({
      send(_request, done) {
        answer = done
        return () => {}
      },
    })
    transport.send(REQUEST, spoiled)
    expect(() => answer({ status: 200, body: '', date: null, retryAfter: null })).not.toThrow()
    expect(codes()).toEqual(['port-failed'])
  })

  it.each<[string, () => () => void]>([
    ['throws', () => spoiled],
    ['returned nothing to abort with', () => undefined as never],
  ])('whose abort %s cannot stop whoever ends a request, also after the end', (_, send) => {
    const { transport } = guarded({ send })
    const abort = transport.send(REQUEST, () => {})
    expect(abort).not.toThrow()
    diagnosis._close()
    expect(abort).not.toThrow()
    expect(codes()).toEqual(['port-failed', 'port-failed'])
  })

  it('still aborts after the end: nothing shall stay in flight', () => {
    let aborts = 0
    const { transport } = guarded({ send: () => () => void aborts++ })
    const abort = transport.send(REQUEST, () => {})
    diagnosis._close()
    abort()
    expect(aborts).toBe(1)
  })

  it('that cannot say whether it is online or take a beacon counts as one that is, and did not', () => {
    const { transport } = guarded({ isOffline: spoiled, beacon: spoiled })
    expect([transport.isOffline(), transport.beacon('', '')]).toEqual([false, false])
  })
})

describe('timers', () => {
  it('run what they are given without throwing into the engine, also after the end', () => {
    const ports = guarded({})
    let runs = 0
    ports.timers.after(5, spoiled)
    ports.timers.after(6, () => runs++)
    diagnosis._close()
    expect(() => timers.advance(10)).not.toThrow()
    expect(runs).toBe(1)
  })

  it('are cancelled by what they return, and may fail at that', () => {
    let runs = 0
    const ports = guarded({})
    ports.timers.after(5, () => runs++)()
    timers.advance(10)
    expect(runs).toBe(0)
    const broken = guarded({}, { timers: { after: () => spoiled } })
    expect(broken.timers.after(5, () => {})).not.toThrow()
  })
})

describe('a durable store', () => {
  /** What the store holds back, until the test lets it answer. */
  let answers: (() => void)[]

  /** Its methods are those of a class, and answer later. */
  class Records implements RecordStore {
    readonly kind = 'indexedDB'
    calls: string[] = []
    constructor(readonly name: string) {}
    claim(_owner: string, _isMine: unknown, done: (records: StoredRecord[] | null) => void): void {
      answers.push(() => done([{ key: this.name, owner: 'o' }]))
    }
    write(_change: unknown, done: (outcome: WriteOutcome) => void): void {
      answers.push(() => done('full'))
    }
    erase(): void {
      this.calls.push('erase')
    }
    close(): void {
      this.calls.push('close')
    }
  }

  const openFirst = (records: Ports['stores']['records']): RecordStore | null =>
    guarded({}, { stores: { ...platform.stores, records } }).stores.records[0]!('ctv')

  beforeEach(() => {
    answers = []
  })

  it('is used as it is, and one that is missing stays missing', () => {
    const records = new Records('ctv')
    const store = openFirst([() => records])!
    store.erase()
    store.close()
    expect([store.kind, records.calls]).toEqual(['indexedDB', ['erase', 'close']])
    expect(openFirst([() => null])).toBeNull()
  })

  it('answers from outside: what listeners hear of it is told when that was carried out', () => {
    const heard: string[] = []
    diagnosis._on('diagnostic', () => heard.push('told'))
    const store = openFirst([(name) => new Records(name)])!
    const carryOut = (what: unknown): void => {
      diagnosis.report('bad-player', [])
      heard.push('carried out ' + JSON.stringify(what))
    }
    store.write({ puts: [], deletes: [] }, carryOut)
    store.claim('o', () => true, carryOut)
    answers.forEach((answer) => answer())
    expect(heard).toEqual(['carried out "full"', 'told', 'carried out [{"key":"ctv","owner":"o"}]', 'told'])
  })

  it('is heard to its end also after destruction, and what goes wrong then stays inside', () => {
    const store = openFirst([(name) => new Records(name)])!
    store.write({ puts: [], deletes: [] }, spoiled)
    diagnosis._close()
    expect(answers[0]).not.toThrow()
    expect(codes()).toEqual(['port-failed'])
  })
})
