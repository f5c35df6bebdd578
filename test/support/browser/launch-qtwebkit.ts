/**
 * Starts QtWebKit 602 of the machine's own packages for a test: without a screen, fenced to this machine by the script
 * that drives it, with a profile and a process group of its own.
 */
import { execFile } from 'node:child_process'
import { mkdir, mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { QTWEBKIT } from '../../engines/engines.ts'
import type { EngineBrowser } from './engine-page.ts'
import type { LaunchOptions } from './launch.ts'
import { collectOutput, withDeadline } from './output.ts'
import { startGroup } from './process-group.ts'
import { createQtWebKitBridge } from './qtwebkit-bridge.ts'
import { openQtWebKitPage } from './qtwebkit-page.ts'

const BRIDGE = fileURLToPath(new URL('qtwebkit-bridge.py', import.meta.url))
/** Debian's own, for which the packages are made: another Python on the PATH would not see them. */
const PYTHON = '/usr/bin/python3'
const PACKAGES = 'python3-pyqt5.qtwebkit gstreamer1.0-plugins-good'
const QUIT_MS = 5_000

/** Why it cannot run here; null: it can. The video needs GStreamer's element for WebM, and its sink. */
export async function findMissingPackages(): Promise<string | null> {
  const look = `import PyQt5.QtWebKitWidgets, glob, sys; sys.exit(not glob.glob('/usr/lib/*/gstreamer-1.0/libgstvpx.so'))`
  const isThere = await promisify(execFile)(PYTHON, ['-c', look]).then(
    () => true,
    () => false,
  )
  return isThere ? null : `apt-get install ${PACKAGES}`
}

export async function launchQtWebKit(options: Omit<LaunchOptions, 'engine'>): Promise<EngineBrowser> {
  const { timeoutMs = 20_000, filesFolder = null } = options
  const ownDir = options.userDataDir === undefined ? await mkdtemp(join(tmpdir(), 'ctv-tracker-browser-')) : null
  const userDataDir = options.userDataDir ?? ownDir!
  await mkdir(userDataDir, { recursive: true })
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    HOME: userDataDir,
    XDG_RUNTIME_DIR: userDataDir,
    QT_QPA_PLATFORM: 'offscreen',
    ...options.env,
  }
  const group = startGroup(
    PYTHON,
    [BRIDGE, userDataDir, ...(filesFolder === null ? [] : [filesFolder])],
    env,
    ownDir,
    'pipe',
  )
  const output = collectOutput(group)
  try {
    const bridge = await createQtWebKitBridge(group, timeoutMs)
    const first = await openQtWebKitPage(bridge, userDataDir, filesFolder)
    const userAgent = await first.evaluate<string>('navigator.userAgent')
    const spare = [first]
    return {
      engine: QTWEBKIT.name,
      version: /AppleWebKit\/([\d.]+)/.exec(userAgent)?.[1] ?? userAgent,
      pid: group.pid,
      userDataDir,
      newPage: async () => spare.pop() ?? openQtWebKitPage(bridge, userDataDir, filesFolder),
      async close() {
        bridge.quit()
        await withDeadline(group.exited, QUIT_MS)
        await group.dispose()
      },
      kill: group.kill,
    }
  } catch (error) {
    await group.dispose()
    throw new Error(
      `${QTWEBKIT.name} did not start: ${(error as Error).message}. It said:\n${output.text.slice(-2_000)}`,
      { cause: error },
    )
  }
}
