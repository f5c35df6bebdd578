/**
 * One browser page, with what a test does to it and sees of it. Works the same in every engine
 * from Chromium 64 on; functions handed to `evaluate` run there as they are, so write them in its syntax.
 */
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Cdp } from './cdp.ts'
import type { EnginePage } from './engine-page.ts'
import { evaluateIn, waitForIn, type PageFunction } from './evaluate.ts'
import { assertLocalUrl } from './flags.ts'
import { resolveKey, type Key } from './keys.ts'
import { watchLoads } from './loads.ts'
import { collectConsole, type ConsoleMessage } from './page-console.ts'
import { collectRequests, type PageRequest } from './page-requests.ts'

export interface Page extends EnginePage {
  /** The DevTools connection, for what has no method here. */
  readonly cdp: Cdp
  /** What the page wrote to its console, and the browser's own messages (CSP, failed loads). */
  readonly console: ConsoleMessage[]
  readonly requests: PageRequest[]
  /** Presses and releases a key: real input, `isTrusted`. */
  press(key: Key): Promise<void>
  /** Writes a PNG, making its folder. */
  screenshot(path: string): Promise<void>
  setViewport(width: number, height: number): Promise<void>
  setOffline(offline: boolean): Promise<void>
  /** 1 is full speed, 6 a sixth of it. */
  throttleCpu(rate: number): Promise<void>
  /** Drops the tab: no pagehide, no unload beacon. To leave a page as a viewer does, `goto('about:blank')`. */
  close(): Promise<void>
}

export async function openPage(
  cdp: Cdp,
  filesFolder: string | null,
  closeTarget: () => Promise<unknown>,
  latencyMs: number,
): Promise<Page> {
  const loads = watchLoads(cdp)
  const consoleLog = collectConsole(cdp)
  const requests = collectRequests(cdp)
  await Promise.all(['Page', 'Runtime', 'Network', 'Log'].map((domain) => cdp.send(`${domain}.enable`)))
  await cdp.send('Page.setLifecycleEventsEnabled', { enabled: true })
  const setNetwork = (offline: boolean): Promise<unknown> =>
    cdp.send('Network.emulateNetworkConditions', {
      offline,
      latency: latencyMs,
      downloadThroughput: -1,
      uploadThroughput: -1,
    })
  if (latencyMs > 0) await setNetwork(false)

  return {
    cdp,
    console: consoleLog.messages,
    errors: consoleLog.errors,
    requests,
    async goto(url, { timeoutMs = 15_000 } = {}) {
      assertLocalUrl(url, filesFolder)
      await loads.navigate(url, timeoutMs)
    },
    async reload({ timeoutMs = 15_000 } = {}) {
      await loads.reload(timeoutMs)
    },
    evaluate: <T>(code: PageFunction<T>, ...args: unknown[]) => evaluateIn<T>(cdp, code, args),
    waitFor: (condition, options) => waitForIn(cdp, condition, options),
    async press(key) {
      const { text, keyCode, ...names } = resolveKey(key)
      const event = { ...names, windowsVirtualKeyCode: keyCode, nativeVirtualKeyCode: keyCode }
      await cdp.send(
        'Input.dispatchKeyEvent',
        text ? { type: 'keyDown', text, unmodifiedText: text, ...event } : { type: 'rawKeyDown', ...event },
      )
      await cdp.send('Input.dispatchKeyEvent', { type: 'keyUp', ...event })
    },
    async screenshot(path) {
      const { data } = await cdp.send<{ data: string }>('Page.captureScreenshot', { format: 'png' })
      await mkdir(dirname(path), { recursive: true })
      await writeFile(path, Buffer.from(data, 'base64'))
    },
    async setViewport(width, height) {
      await cdp.send('Emulation.setDeviceMetricsOverride', { width, height, deviceScaleFactor: 1, mobile: false })
    },
    async setOffline(offline) {
      await setNetwork(offline)
    },
    async addInitScript(source) {
      await cdp.send('Page.addScriptToEvaluateOnNewDocument', { source })
    },
    async throttleCpu(rate) {
      await cdp.send('Emulation.setCPUThrottlingRate', { rate })
    },
    async close() {
      await closeTarget()
      await cdp.close()
    },
  }
}
