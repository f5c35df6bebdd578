/**
 * Code of an app that counts on a newer platform, and where it must fail: without that, nothing was taken from the page.
 */
import type { FloorName } from './profiles.ts'

export const PROBES: { code: string; failsIn: FloorName[] }[] = [
  { code: 'new Promise(function () {})', failsIn: ['webkit-538'] },
  { code: 'new Map()', failsIn: ['webkit-538'] },
  { code: "Symbol('x')", failsIn: ['webkit-538'] },
  { code: 'performance.now()', failsIn: ['webkit-538'] },
  { code: 'indexedDB.open', failsIn: ['webkit-538'] },
  { code: "fetch('/probe').then", failsIn: ['chromium-38', 'webkit-538'] },
  { code: "navigator.sendBeacon('/probe', '')", failsIn: ['chromium-38', 'webkit-538'] },
  { code: 'Object.assign({}, {})', failsIn: ['chromium-38', 'webkit-538'] },
  { code: "'abc'.includes('b')", failsIn: ['chromium-38', 'webkit-538'] },
  { code: 'Array.from([1])', failsIn: ['chromium-38', 'webkit-538'] },
  { code: "new URLSearchParams('')", failsIn: ['chromium-47', 'chromium-38', 'webkit-538'] },
  { code: 'new Proxy({}, {})', failsIn: ['chromium-47', 'chromium-38', 'webkit-538'] },
  { code: 'Object.entries({})', failsIn: ['chromium-53', 'chromium-47', 'chromium-38', 'webkit-538'] },
  { code: "'a'.padStart(3)", failsIn: ['chromium-53', 'chromium-47', 'chromium-38', 'webkit-538'] },
  { code: 'new AbortController()', failsIn: ['chromium-53', 'chromium-47', 'chromium-38', 'webkit-538'] },
  {
    code: 'Promise.resolve().finally(function () {})',
    failsIn: ['chromium-53', 'chromium-47', 'chromium-38', 'webkit-538'],
  },
  { code: 'globalThis.document', failsIn: ['chromium-53', 'chromium-47', 'chromium-38', 'webkit-538'] },
  { code: 'queueMicrotask(function () {})', failsIn: ['chromium-53', 'chromium-47', 'chromium-38', 'webkit-538'] },
  { code: 'crypto.randomUUID()', failsIn: ['chromium-53', 'chromium-47', 'chromium-38', 'webkit-538'] },
]
