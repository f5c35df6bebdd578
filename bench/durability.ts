/**
 * What `durability: 'strict'` costs: a record of 400 bytes a transaction in IndexedDB, one after the other as the queue writes them,
 * under each durability. An engine that does not know the option (Chromium before 83) takes no notice of it.
 *
 *     npm run bench:durability [-- chromium-87 chromium-119]
 */
import type { ChromiumName } from '../test/engines/engines.ts'
import { launchBrowser } from '../test/support/browser/launch.ts'
import { startStaticServer } from '../test/support/browser/static-server.ts'

const WRITES = 300
const KINDS = ['unsaid', 'relaxed', 'strict'] as const

/** Runs in the page: milliseconds of each transaction. */
function measure(kind: string, writes: number): Promise<number[]> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open('durability-' + kind)
    request.onupgradeneeded = () => request.result.createObjectStore('records')
    request.onerror = () => reject(new Error('no database'))
    request.onsuccess = () => {
      const times: number[] = []
      function next(): void {
        if (times.length === writes) return resolve(times)
        const began = performance.now()
        const transaction =
          kind === 'unsaid'
            ? request.result.transaction('records', 'readwrite')
            : request.result.transaction('records', 'readwrite', { durability: kind as 'strict' })
        transaction.objectStore('records').put({ text: new Array(400).join('x') }, 'e:' + times.length)
        transaction.oncomplete = () => {
          times.push(performance.now() - began)
          next()
        }
      }
      next()
    }
  })
}

const at = (sorted: number[], share: number): string => sorted[Math.floor(share * (sorted.length - 1))]!.toFixed(2)

async function measureEngine(engine: ChromiumName): Promise<void> {
  const server = await startStaticServer({ files: { '/': '<!doctype html><title>durability</title>' } })
  const browser = await launchBrowser({ engine })
  try {
    const page = await browser.newPage()
    await page.goto(server.url + '/')
    for (const kind of KINDS) {
      const times = (await page.evaluate(measure, kind, WRITES)).sort((a, b) => a - b)
      console.log([engine, kind, at(times, 0.5), at(times, 0.9), at(times, 0.99)].join('\t'))
    }
  } finally {
    await browser.close()
    await server.stop()
  }
}

console.log(['engine', 'durability', 'median ms', '90 %', '99 %'].join('\t'))
for (const engine of process.argv[2] ? process.argv.slice(2) : ['chromium-87', 'chromium-119'])
  await measureEngine(engine as ChromiumName)
