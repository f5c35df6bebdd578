/** Events that a peer accepted while its server could not be reached, then SIGKILL: how many arrive after the next start. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { launchBrowser } from '../../test/support/browser/launch.ts'
import type { StageOptions } from './stage.ts'
import { openStage, startPeerServer } from './stage.ts'

export const EVENTS = 50
const NEXT = 'bench_next_'
const STEP_MS = 250
/** After the first answer, for what follows it. */
const QUIET_MS = 3_000
/** Longer than any peer waits before it sends. */
const LONGEST_MS = 20_000

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

/** `afterMs` lie between the last event and the kill. */
export async function measureArrivals(options: StageOptions, afterMs: number): Promise<number> {
  const userDataDir = await mkdtemp(join(tmpdir(), 'ctv-tracker-bench-'))
  const server = await startPeerServer({ ...options, clock: 'real' })
  try {
    const first = await launchBrowser({ engine: 'chromium-119', userDataDir })
    try {
      const stage = await openStage(first, options, server)
      await stage.start()
      await wait(1_000)
      server.collector.isDown = true
      await stage.page.evaluate(`(async () => {
        for (let i = 0; i < ${EVENTS}; i++) {
          driver.track('bench_' + i + '_')
          await new Promise((resolve) => setTimeout(resolve, 20))
        }
      })()`)
      await wait(afterMs)
      await first.kill()
    } finally {
      await first.close()
    }
    server.collector.isDown = false
    const second = await launchBrowser({ engine: 'chromium-119', userDataDir })
    try {
      const stage = await openStage(second, options, server)
      await stage.start(true)
      // Some send what they kept with the next event only.
      await stage.page.evaluate(`driver.track('${NEXT}')`)
      const { received } = server.collector
      const holds = (name: string): boolean => received.some(({ body }) => body.includes(name))
      for (let waitedMs = 0; waitedMs < LONGEST_MS && !holds(NEXT); waitedMs += STEP_MS) await wait(STEP_MS)
      await wait(QUIET_MS)
      return Array.from({ length: EVENTS }, (_, place) => `bench_${place}_`).filter(holds).length
    } finally {
      await second.close()
    }
  } finally {
    await server.stop()
    await rm(userDataDir, { recursive: true, force: true })
  }
}
