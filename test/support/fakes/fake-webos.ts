/**
 * A fake of the Luna service bus of LG TVs, for tests: no LG code, no TV. LG's own library runs on top of it.
 *
 * Imitates webostv.developer.lge.com, References, "Device Unique ID" (answers and error codes) and what webOSTV.js 1.2 does with
 * `PalmServiceBridge`: `call(uri, json)`, answers as JSON text to `onservicecallback`, never within the call, none after `cancel()`.
 */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { runInThisContext } from 'node:vm'
import { vi } from 'vitest'

/** The token is Web0S, with a zero. Source: webostv.developer.lge.com, Web API and Web Engine. */
export const WEBOS_USER_AGENT =
  'Mozilla/5.0 (Web0S; Linux/SmartTV) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/79.0.3945.79 Safari/537.36 WebAppManager'
export const LGUDID = '095f142a-7a2c-5c5d-9d6f-92c8be18a1b2'
export const GRANTED = { returnValue: true, idList: [{ idType: 'LGUDID', idValue: LGUDID }] }

/** Texts that come back, in order; none: the service never answers. */
export type BusAnswers = readonly unknown[]

export interface FakeBus {
  readonly calls: { uri: string; parameters: unknown }[]
  answers: BusAnswers
  /** Throws at `call`. */
  isBroken: boolean
}

/** Puts the bridge into the window; `vi.unstubAllGlobals` takes it away. */
export function installFakeBus(answers: BusAnswers = [GRANTED]): FakeBus {
  const bus: FakeBus = { calls: [], answers, isBroken: false }
  class PalmServiceBridge {
    onservicecallback: ((text: string) => void) | null = null
    isCancelled = false
    call(uri: string, parameters: string): void {
      if (bus.isBroken) throw new Error('bus')
      bus.calls.push({ uri, parameters: JSON.parse(parameters) })
      for (const answer of bus.answers) {
        const text = typeof answer === 'string' ? answer : JSON.stringify(answer)
        queueMicrotask(() => {
          if (!this.isCancelled && this.onservicecallback) this.onservicecallback(text)
        })
      }
    }
    cancel(): void {
      this.isCancelled = true
    }
  }
  vi.stubGlobal('PalmServiceBridge', PalmServiceBridge)
  return bus
}

/** Runs a script of LG's own library, from the package webostvjs, as a script tag would. */
export function runLibrary(file: 'webOSTV.js' | 'webOSTV-dev.js'): void {
  runInThisContext(readFileSync(createRequire(import.meta.url).resolve('webostvjs/' + file), 'utf8'))
}
