/**
 * The browsers of the TV generations that tests can start: data only.
 * To add one, add its alias to package.json here and a row below.
 */

export type EngineName = 'chromium-64' | 'chromium-79' | 'chromium-87' | 'chromium-119'

export interface EngineEntry {
  /** Folder below `node_modules`, and the name tests use. */
  readonly name: EngineName
  /** What drives it. `chromium`: DevTools protocol. */
  readonly kind: 'chromium'
  /** The package the alias stands for. */
  readonly package: string
  /** The packed executable inside the package. */
  readonly executable: string
  /** Which sets it stands for, and what tests must know. */
  readonly notes: string
}

export const ENGINES: readonly EngineEntry[] = [
  {
    name: 'chromium-64',
    kind: 'chromium',
    package: 'chrome-aws-lambda@64.0.3264',
    executable: 'bin/chromium.br',
    notes: 'Tizen 5 (Chromium 63). No AbortController, no H.264, no optional catch binding.',
  },
  {
    name: 'chromium-79',
    kind: 'chromium',
    package: 'chrome-aws-lambda@2.0.2',
    executable: 'bin/chromium.br',
    notes: 'webOS 6. No optional chaining, no getVideoPlaybackQuality.',
  },
  {
    name: 'chromium-87',
    kind: 'chromium',
    package: 'chrome-aws-lambda@5.4.0',
    executable: 'bin/chromium.br',
    notes: 'webOS 22. No crypto.randomUUID.',
  },
  {
    name: 'chromium-119',
    kind: 'chromium',
    package: '@sparticuz/chromium@119.0.2',
    executable: 'bin/chromium.br',
    notes: 'Nearest below Chromium 120 (Tizen 9, webOS 25).',
  },
]
