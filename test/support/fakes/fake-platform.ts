/**
 * A fake device for tests: clocks and timers that move when told, stores that outlive a process,
 * and a network that ends in an emulator in process. Everything here is a fake but the emulator.
 */
import type { Emulator } from '../../../tools/emulator/index.ts'
import type { LifecycleState } from '../../../src/ports/lifecycle.ts'
import type { Ports } from '../../../src/ports/ports.ts'
import type { KeyValueStore, RecordStore, StoredRecord, WriteOutcome } from '../../../src/ports/stores.ts'
import type { TransportRequest, TransportResponse } from '../../../src/ports/transport.ts'
import { createMemoryStore } from '../../../src/storage/memory-store.ts'
import { createKeyValueRecords } from '../../../src/storage/key-value-records.ts'
import type { PoweredStore } from './powered-store.ts'
import { createPoweredStore } from './powered-store.ts'

export interface FakeTime {
  /** Monotonic ms since the device was switched on. */
  monotonicMs: number
  /** Wall clock in ms; change it at will. */
  wallMs: number
  readonly timers: { at: number; run: () => void }[]
}

export interface SentRequest extends TransportRequest {
  at: number
  status: number | null
  json: Record<string, unknown>
}

/** What the device's stores do when they are asked. */
export interface StoreFaults {
  /** localStorage and cookies throw. */
  keyValue?: boolean
  /** IndexedDB is missing, never answers, or fails from now on. */
  records?: 'missing' | 'hangs' | 'fails' | 'full'
  /** As in an engine: connections hear of an erasure first, and it is carried out after they have closed. */
  erasure?: 'late'
}

export interface FakeDevice {
  readonly time: FakeTime
  readonly keyValue: PoweredStore
  /** Rows of the fake IndexedDB by key. */
  readonly rows: PoweredStore
  readonly faults: StoreFaults
  /** Every read, write or probe of a store, by name: empty where nothing was touched. */
  readonly touched: string[]
  readonly sent: SentRequest[]
  /** Answers instead of the emulator where it returns something. */
  answer: ((request: TransportRequest) => Partial<TransportResponse> | 'never' | undefined) | null
  readonly lines: string[]
  isOnline: boolean
  /** Callbacks under way, in order, for a test that runs them one by one (`settle` runs the rest); null: the event loop does. */
  steps: (() => void)[] | null
  /** Starts a process: ports of its own over the stores of the device. */
  boot(): FakeProcess
  /** Waits on the device's clock: for the latency of a fault in its emulator, which must not hold up `settle`. */
  sleep(ms: number): Promise<void>
  /** Lets everything under way finish, without moving time. */
  settle(): Promise<void>
  /** Moves both clocks, running what is due, and settles after each step. */
  advance(ms: number): Promise<void>
}

export interface FakeProcess {
  readonly ports: Ports
  /** Changes the state of the app. */
  lifecycle(state: LifecycleState): void
  /** Ends the process as SIGKILL does: nothing of it runs any more. */
  kill(): void
  /** The app empties its localStorage: other documents hear of it, this one does not. */
  clearKeyValue(): void
  /** Nothing of it runs until it is woken: then timers and answers that came meanwhile, and at last what other documents said. */
  freeze(): void
  wake(): void
  /** Listeners and timers still alive. */
  leaks(): number
}

export function createFakeDevice(emulator?: Emulator, wallMs = Date.parse('2026-03-01T20:00:00.000Z')): FakeDevice {
  const time: FakeTime = { monotonicMs: 1000, wallMs, timers: [] }
  const stored = createPoweredStore(createMemoryStore(), () => time.monotonicMs)
  const rows = createPoweredStore(createMemoryStore(), () => time.monotonicMs)
  /** The same, not seen by a test that watches what processes do with them. */
  const bareRows = { ...rows }
  const faults: StoreFaults = {}
  const touched: string[] = []
  const sent: SentRequest[] = []
  const lines: string[] = []
  let pending = 0
  /** Erasures of the database: asked for, told to its connections, carried out. */
  const erasures = { asked: 0, heard: 0, done: 0 }
  const watchers: { process: object; listener: (key: string | null, value: string | null) => void }[] = []

  const device: FakeDevice = {
    time,
    keyValue: stored,
    rows,
    faults,
    touched,
    sent,
    answer: null,
    lines,
    isOnline: true,
    steps: null,
    boot,
    sleep(ms) {
      pending--
      return new Promise((resolve) => {
        time.timers.push({ at: time.monotonicMs + ms, run: () => resolve(void pending++) })
      })
    },
    async settle() {
      let quiet = 0
      let count = 0
      while (device.steps && (device.steps[0] || pending)) {
        if (++count > 10_000) throw new Error('callbacks without end')
        if (device.steps[0]) device.steps.shift()!()
        else await new Promise((resolve) => setImmediate(resolve))
      }
      if (device.steps) return
      while (quiet < 4) {
        await new Promise((resolve) => setImmediate(resolve))
        quiet = pending ? 0 : quiet + 1
      }
    },
    async advance(ms) {
      const end = time.monotonicMs + ms
      const move = (to: number) => {
        time.wallMs += to - time.monotonicMs
        time.monotonicMs = to
      }
      await device.settle()
      for (;;) {
        time.timers.sort((a, b) => a.at - b.at)
        const next = time.timers[0]
        if (!next || next.at > end) break
        time.timers.shift()
        move(Math.max(next.at, time.monotonicMs))
        next.run()
        await device.settle()
      }
      move(end)
    },
  }

  /** Everything that comes later passes here. */
  function defer(run: () => void): void {
    if (device.steps) device.steps.push(run)
    else setImmediate(run)
  }

  function boot(): FakeProcess {
    const process = {}
    let isAlive = true
    let listener: ((state: LifecycleState) => void) | null = null
    let state: LifecycleState = 'visible'
    const ownTimers = new Set<object>()
    let isFrozen = false
    const heldTasks: (() => void)[] = []
    const heldNews: (() => void)[] = []
    /** Runs while the process lives, and while it is frozen later. */
    function live(run: () => void, held = heldTasks): void {
      if (!isAlive) return
      if (isFrozen) held.push(() => live(run, held))
      else run()
    }

    const tellOthers = (key: string | null, value: string | null) =>
      watchers
        .filter((watcher) => watcher.process !== process)
        .forEach((watcher) => defer(() => watcher.listener(key, value)))

    function openKeyValue(): KeyValueStore {
      touched.push('key-value')
      if (faults.keyValue) throw new Error('denied')
      return {
        kind: 'localStorage',
        isRoomy: true,
        isWatchable: true,
        get: (key) => (isAlive ? stored.get(key) : null),
        set(key, value) {
          if (!isAlive) return
          if (faults.keyValue) throw new Error('denied')
          if (stored.get(key) === value) return
          stored.set(key, value)
          tellOthers(key, value)
        },
        remove(key) {
          if (!isAlive || stored.get(key) === null) return
          stored.remove(key)
          tellOthers(key, null)
        },
        keys: () => stored.keys(),
        watch(added) {
          const watcher = {
            process,
            listener: (key: string | null, value: string | null) => live(() => added(key, value), heldNews),
          }
          watchers.push(watcher)
          return () => watchers.splice(watchers.indexOf(watcher), 1)
        },
      }
    }

    /** As IndexedDB: every answer comes later, and a killed process never hears it. */
    function later(run: () => void): void {
      pending++
      defer(() => {
        pending--
        if (faults.records !== 'hangs') live(run)
      })
    }

    function openRecords(): RecordStore | null {
      touched.push('records')
      if (faults.records === 'missing') return null
      const records = createKeyValueRecords(rows, 'row.')
      const opened = erasures.asked
      let isClosed = false
      /** As IndexedDB: a connection that hears of an erasure closes, and one that is opened during it waits for its end. */
      function use(run: (isGone: boolean) => void): void {
        later(() => {
          if (opened < erasures.heard) run(true)
          else if (opened > erasures.done) use(run)
          else run(false)
        })
      }
      return {
        kind: 'indexedDB',
        claim(owner, isMine, done) {
          use((isGone) => {
            if (isGone || isClosed || faults.records === 'fails') return done(null)
            let found: StoredRecord[] | null = null
            rows.transaction(() => records.claim(owner, isMine, (claimed) => (found = claimed)))
            later(() => done(found))
          })
        },
        write(change, done) {
          const copy = JSON.parse(JSON.stringify(change))
          use((isGone) => {
            let outcome: WriteOutcome = isGone ? 'gone' : 'failed'
            if (isGone || isClosed) return done(outcome)
            // As IndexedDB: the records that `onlyIf` names are read before anything is written.
            if (faults.records === 'full' && copy.puts.length)
              records.write(
                { puts: [], deletes: [], onlyIf: copy.onlyIf },
                (result) => (outcome = result === 'ok' ? 'full' : result),
              )
            else if (faults.records !== 'fails')
              rows.transaction(() => records.write(copy, (result) => (outcome = result)))
            later(() => done(outcome))
          })
        },
        erase() {
          isClosed = true
          const own = ++erasures.asked
          const hear = () => (erasures.heard = own)
          const end = () => {
            erasures.done = own
            bareRows.transaction(() => createKeyValueRecords(bareRows, 'row.').erase())
          }
          if (faults.erasure !== 'late') {
            hear()
            return end()
          }
          // The engine goes on with it also where the process that asked for it is killed.
          pending++
          defer(() => {
            hear()
            defer(() => {
              pending--
              end()
            })
          })
        },
        close() {
          isClosed = true
        },
      }
    }

    function send(request: TransportRequest, done: (response: TransportResponse) => void): () => void {
      const entry: SentRequest = { ...request, at: time.wallMs, status: null, json: JSON.parse(request.body) }
      sent.push(entry)
      let isOver = false
      const finish = (response: TransportResponse) =>
        live(() => {
          if (isOver) return
          isOver = true
          cancelTimeout()
          entry.status = response.status
          done(response)
        })
      const nothing = { status: 0, body: '', date: null, retryAfter: null }
      const cancelTimeout = after(request.timeoutMs, () => finish(nothing))
      const own = device.answer && device.answer(request)
      const stop = () => {
        isOver = true
        cancelTimeout()
      }
      if (own === 'never') return stop
      pending++
      const arrive = (response: TransportResponse) =>
        defer(() => {
          pending--
          finish(response)
        })
      if (own || !device.isOnline || !emulator) arrive({ ...nothing, ...(device.isOnline ? own : null) })
      else
        void emulator
          .inject({ url: request.url, headers: request.headers, body: request.body })
          .then((response) => ({
            status: response.status,
            body: response.body,
            date: response.scriptHeaders['date'] ?? null,
            retryAfter: response.scriptHeaders['retry-after'] ?? null,
          }))
          .catch(() => nothing)
          .then(arrive)
      return stop
    }

    function after(delayMs: number, run: () => void): () => void {
      const timer = { at: time.monotonicMs + delayMs, run: () => live(() => ownTimers.delete(timer) && run()) }
      time.timers.push(timer)
      ownTimers.add(timer)
      return () => {
        ownTimers.delete(timer)
        const place = time.timers.indexOf(timer)
        if (place >= 0) time.timers.splice(place, 1)
      }
    }

    let seed = 1
    return {
      ports: {
        clock: { kind: 'monotonic', monotonicMs: () => time.monotonicMs, wallMs: () => time.wallMs },
        timers: { after },
        random: {
          bytes(count) {
            const bytes: number[] = []
            for (let i = 0; i < count; i++) {
              seed = (seed * 1103515245 + 12345 + (seeds += 7)) % 2147483648
              bytes.push((seed >> 8) % 256)
            }
            return bytes
          },
        },
        stores: { keyValue: [openKeyValue], records: [openRecords] },
        transport: { send, beacon: () => false, isOffline: () => !device.isOnline },
        lifecycle: {
          isHidden: () => state === 'hidden',
          subscribe(added) {
            listener = added
            return () => (listener = null)
          },
        },
        deviceId: null,
        playerHook: () => null,
        createDeferred: <T>() => {
          let resolve!: (value: T) => void
          const promise = new Promise<T>((run) => (resolve = run))
          return { promise, resolve }
        },
        log: (line) => lines.push(line),
      },
      lifecycle(next) {
        state = next
        if (listener) listener(next)
      },
      kill() {
        isAlive = false
        listener = null
      },
      clearKeyValue() {
        stored.transaction(() => stored.keys().forEach(stored.remove))
        tellOthers(null, null)
      },
      freeze: () => void (isFrozen = true),
      wake() {
        isFrozen = false
        heldTasks.splice(0).concat(heldNews.splice(0)).forEach(defer)
      },
      leaks: () =>
        ownTimers.size + (listener ? 1 : 0) + watchers.filter((watcher) => watcher.process === process).length,
    }
  }

  return device
}

/** Differs from one process to the next, so that no two draw the same ids. */
let seeds = 0
