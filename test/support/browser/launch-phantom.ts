/**
 * Starts PhantomJS for a test: fenced to this machine, with a profile and a process group of its own.
 * Nothing of it outlives the test process.
 */
import { mkdir, mkdtemp } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { PHANTOM } from '../../engines/engines.ts'
import type { EngineBrowser } from './engine-page.ts'
import { createGhostDriver, type GhostDriver } from './ghost-driver.ts'
import type { LaunchOptions } from './launch.ts'
import { collectOutput, withDeadline } from './output.ts'
import { fontEnvironment, libraryEnvironment } from './libraries.ts'
import { openPhantomPage } from './phantom-page.ts'
import { startGroup, type ProcessGroup } from './process-group.ts'
import { unpackExecutable } from './unpack.ts'

const QUIT_MS = 5_000
const POLL_MS = 20

/**
 * Loopback is reached directly whatever proxy is set; everything else goes to a port that is never open.
 * Requests are also looked at one by one in the page (phantom-page.ts).
 */
const FENCE = '--proxy=http://127.0.0.1:1'

export async function launchPhantom(options: Omit<LaunchOptions, 'engine'>): Promise<EngineBrowser> {
  const { timeoutMs = 20_000 } = options
  const filesFolder = options.filesFolder ?? null
  const executable = await unpackExecutable(PHANTOM.name)
  const ownDir = options.userDataDir === undefined ? await mkdtemp(join(tmpdir(), 'ctv-tracker-browser-')) : null
  const userDataDir = options.userDataDir ?? ownDir!
  await mkdir(userDataDir, { recursive: true })
  const port = await freePort()
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    HOME: userDataDir,
    // The system's settings name modules that its old OpenSSL cannot load.
    OPENSSL_CONF: '/dev/null',
    ...(await libraryEnvironment(PHANTOM.name, executable)),
    ...(await fontEnvironment(userDataDir)),
    ...options.env,
  }
  // It brings its own platform plug-in and knows no other.
  delete env['QT_QPA_PLATFORM']
  const storage = [
    `--local-storage-path=${userDataDir}`,
    `--offline-storage-path=${userDataDir}`,
    `--cookies-file=${join(userDataDir, 'cookies')}`,
  ]
  const group = startGroup(
    executable,
    [`--webdriver=127.0.0.1:${port}`, '--webdriver-loglevel=WARN', FENCE, ...storage, ...(options.args ?? [])],
    env,
    ownDir,
  )
  const output = collectOutput(group)
  const driver = createGhostDriver(port)
  try {
    await waitUntilReady(driver, group, timeoutMs)
    return await createBrowser(driver, group, userDataDir, filesFolder)
  } catch (error) {
    await group.dispose()
    throw new Error(
      `${PHANTOM.name} did not start: ${(error as Error).message}. It said:\n${output.text.slice(-2_000)}`,
      { cause: error },
    )
  }
}

async function createBrowser(
  driver: GhostDriver,
  group: ProcessGroup,
  userDataDir: string,
  filesFolder: string | null,
): Promise<EngineBrowser> {
  const first = await openPhantomPage(driver, filesFolder)
  const userAgent = await first.evaluate<string>('navigator.userAgent')
  const spare = [first]
  return {
    engine: PHANTOM.name,
    version: /AppleWebKit\/([\d.]+)/.exec(userAgent)?.[1] ?? userAgent,
    pid: group.pid,
    userDataDir,
    newPage: async () => spare.pop() ?? openPhantomPage(driver, filesFolder),
    async close() {
      // Refused or unanswered: it is on its way out or gone, and the kill below settles it.
      driver.shutDown().catch(() => undefined)
      await withDeadline(group.exited, QUIT_MS)
      await group.dispose()
    },
    kill: group.kill,
  }
}

/** The driver prints nothing once it listens, so it is asked. */
async function waitUntilReady(driver: GhostDriver, group: ProcessGroup, timeoutMs: number): Promise<void> {
  let hasExited = false
  void group.exited.then(() => (hasExited = true))
  const endMs = performance.now() + timeoutMs
  while (!(await driver.isReady())) {
    if (hasExited) throw new Error('it ended before it answered')
    if (performance.now() > endMs) throw new Error(`no answer in ${timeoutMs} ms`)
    await delay(POLL_MS)
  }
  // Whoever took the port between our look and its start would answer here.
  if (hasExited) throw new Error('it ended; another program has its port')
}

/** PhantomJS does not say which port it took when asked for any. */
async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}
