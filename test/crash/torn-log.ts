/**
 * What an engine makes of a kill between the two writes of one log record of its database: the header is there, the
 * body is not. Put there by hand, since the moment is some microseconds long. No code of the library takes part.
 */
import { appendFileSync, readdirSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ChromiumName } from '../engines/engines.ts'
import { launchBrowser } from '../support/browser/launch.ts'
import { startStaticServer } from '../support/browser/static-server.ts'
import { formatTable } from './table.ts'

/** Puts one record where it is given a key; resolves to how many there are then. */
const PAGE = `<script>
function visit(key) {
  return new Promise(function (resolve) {
    var opening = indexedDB.open('records', 1)
    opening.onupgradeneeded = function () { opening.result.createObjectStore('records') }
    opening.onsuccess = function () {
      var transaction = opening.result.transaction('records', 'readwrite')
      var store = transaction.objectStore('records')
      if (key) store.put(new Array(1001).join('x'), key)
      var counting = store.count()
      transaction.oncomplete = function () { resolve(counting.result) }
    }
  })
}
</script>`

/** Checksum, length 1,010 and type of a record that was never written. */
const HEADER = Buffer.from([1, 2, 3, 4, 0xf2, 3, 1])

/** How many records each start finds, after two that wrote one each; the torn header is written before the third. */
async function tearLog(engine: ChromiumName): Promise<number[]> {
  const profile = await mkdtemp(join(tmpdir(), `ctv-tracker-torn-${engine}-`))
  const server = await startStaticServer({ files: { '/page.html': PAGE } })
  async function start(key: string): Promise<number> {
    const browser = await launchBrowser({ engine, userDataDir: profile })
    try {
      const page = await browser.newPage()
      await page.goto(`${server.url}/page.html`)
      const found = await page.evaluate<number>('visit()')
      await page.evaluate(`visit(${JSON.stringify(key)})`)
      await browser.kill()
      return found
    } finally {
      await browser.close()
    }
  }
  try {
    const found = [await start('one'), await start('two')]
    const log = readdirSync(profile, { recursive: true, encoding: 'utf8' }).find((path) =>
      /\.indexeddb\.leveldb.\d+\.log$/.test(path),
    )
    appendFileSync(join(profile, log!), HEADER)
    for (const key of ['three', 'four', 'five']) found.push(await start(key))
    return found
  } finally {
    await server.stop()
    await rm(profile, { recursive: true, force: true })
  }
}

export async function formatTornLogs(engines: readonly ChromiumName[]): Promise<string> {
  const rows: (string | number)[][] = []
  for (const engine of engines) rows.push([engine, ...(await tearLog(engine))])
  return formatTable(['records found by start', '1', '2', '3, the torn one', '4', '5'], rows)
}
