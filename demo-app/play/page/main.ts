/**
 * The page: a television, the server behind it in a worker, switches that break the television, and counters.
 */
import rules from '../../server/ads/rules.json'
import { newId } from '../new-id.ts'
import type { ReceivedEvent } from '../protocol.ts'
import { openDisk } from './disk.ts'
import { createLedger } from './ledger.ts'
import { createNetwork } from './network.ts'
import { startServer } from './server.ts'
import { createStopwatch } from './stopwatch.ts'
import { clearLeftovers, nameForStores } from './store-name.ts'
import { createTelevision } from './television.ts'
import { createView } from './view.ts'

/** The key of the emulator's sample workspace. */
const API_KEY = '00000000-0000-4000-8000-000000000001'
const CHECK_MS = 250
const LOOK_MS = 50
const LATENCY_MS = 120

function openPage(): void {
  const openedAtMs = performance.now()
  const storageKey = nameForStores(Date.now(), newId().slice(0, 4))
  const ledger = createLedger()
  const disk = openDisk(storageKey)
  const received: ReceivedEvent[] = []
  /** What the completion of each view says. */
  const reportedS = new Map<string, number>()
  const entered = new Map<string, number>()
  const stopwatch = createStopwatch()
  const server = startServer(new Worker('emulator.js'), ({ events, cohorts }) => {
    for (const { viewId, name, spentS } of events) {
      ledger.arrived(viewId, name)
      if (viewId !== null && spentS !== null) reportedS.set(viewId, spentS)
    }
    received.push(...events)
    for (const id of cohorts) if (!entered.has(id)) entered.set(id, (performance.now() - openedAtMs) / 1000)
    for (const id of [...entered.keys()]) if (!cohorts.includes(id)) entered.delete(id)
    draw()
  })
  const network = createNetwork({ answer: server.answer, latencyMs: LATENCY_MS })
  const television = createTelevision({
    place: document.getElementById('screen')!,
    config: {
      apiKey: API_KEY,
      apiUrl: 'https://emulator.invalid',
      adTag: 'https://ads.invalid/vast?iu=/21700000000/kestrel/preroll&sz=640x360&output=vast&correlator=[timestamp]',
      cohortNames: rules.cohorts,
      storageKey,
    },
    network,
    disk,
    ledger,
    onChange: () => draw(),
  })
  const view = createView(document, television, { ...rules.cohorts, 56789: 'active viewers' })

  function draw(): void {
    const inspection = television.inspect()
    const running = (inspection?.views ?? []).filter(({ state }) => state === 'started')
    view.show({
      power: television.power,
      isUp: network.isUp,
      inspection,
      watchedS: stopwatch.seconds,
      reportedS: sum([...reportedS.values(), ...running.map(({ totals }) => totals.timeSpentSeconds)]),
      counts: ledger.counts(),
      received,
      entered,
    })
  }

  clearLeftovers(Date.now())
  television.start()
  setInterval(() => stopwatch.look(television.film(), performance.now()), LOOK_MS)
  setInterval(() => {
    television.check()
    draw()
  }, CHECK_MS)
  window.addEventListener('pagehide', () => disk.erase())
}

const sum = (values: number[]): number => values.reduce((total, value) => total + value, 0)

openPage()
