/**
 * The platforms below the oldest browser that tests can start, as what a browser lacks to be like one of them.
 */
import { findNewerThan } from './newer-than.ts'

export type FloorName = 'chromium-53' | 'chromium-47' | 'chromium-38' | 'webkit-538'

export interface Floor {
  readonly name: FloorName
  /** Which sets have it. */
  readonly sets: string
  /** As the table knows it. */
  readonly browser: 'chrome' | 'safari'
  readonly version: number
  /** Paths that are missing although the table says otherwise. */
  readonly furtherLacks: readonly string[]
}

/**
 * Read by the engine itself when a string is split or replaced: without them a pattern would no longer be global.
 */
const ENGINE_READS = /^RegExp\.prototype\.(dotAll|flags|hasIndices|sticky|unicode|unicodeSets)$/

/**
 * What the table grants Safari 7, the nearest browser, and a real WebKit 538 (PhantomJS 2.1) does not have.
 * Left out is what that build has no code for while sets do: media, audio, WebGL, speech.
 */
const LACKING_IN_538 = [
  ...[
    'ArrayBuffer.isView',
    'BeforeUnloadEvent',
    'CSSGroupingRule',
    'Crypto',
    'DataTransfer',
    'DataTransferItem',
    'DataTransferItemList',
  ],
  ...[
    'Element.prototype.closest',
    'EventTarget',
    'Geolocation',
    'HTMLDetailsElement',
    'Image.prototype.decode',
    'Math.clz32',
  ],
  ...[
    'MediaQueryList',
    'RadioNodeList',
    'SVGGeometryElement',
    'ValidityState',
    'XMLHttpRequestEventTarget',
    'XSLTProcessor',
  ],
]

export const FLOORS: readonly Floor[] = [
  { name: 'chromium-53', sets: 'webOS 4', browser: 'chrome', version: 53, furtherLacks: [] },
  { name: 'chromium-47', sets: 'Tizen 3', browser: 'chrome', version: 47, furtherLacks: [] },
  { name: 'chromium-38', sets: 'webOS 3', browser: 'chrome', version: 38, furtherLacks: [] },
  { name: 'webkit-538', sets: 'Tizen 2, webOS 1 and 2', browser: 'safari', version: 7, furtherLacks: LACKING_IN_538 },
]

/** Paths to take from a page of a newer browser, so that it has what the platform has and no more. */
export function findLacks({ browser, version, furtherLacks }: Floor): string[] {
  return [...findNewerThan(browser, version), ...furtherLacks].filter((path) => !ENGINE_READS.test(path))
}
