/**
 * What the package offers. `exports` in package.json says the same to the outside
 * (a test keeps both equal); builds, size limits and checks read it here.
 */

/** Module entries: export path to source. */
export const moduleEntries = {
  '.': 'platforms/auto/index.ts',
  './tizen': 'platforms/tizen/index.ts',
  './webos': 'platforms/webos/index.ts',
  './hbbtv': 'platforms/hbbtv/index.ts',
  './browser': 'platforms/browser/index.ts',
  './react-native': 'platforms/react-native/index.ts',
  './devices': 'platforms/devices/index.ts',
  './players/html5': 'players/html5/index.ts',
  './players/avplay': 'players/avplay/index.ts',
  './players/oipf': 'players/oipf/index.ts',
  './players/broadcast': 'players/broadcast/index.ts',
  './players/with-ads': 'players/with-ads/index.ts',
  './players/reading': 'players/reading/index.ts',
  './players/videojs': 'players/videojs/index.ts',
  './players/shaka': 'players/shaka/index.ts',
  './players/hlsjs': 'players/hlsjs/index.ts',
  './players/dashjs': 'players/dashjs/index.ts',
  './players/theoplayer': 'players/theoplayer/index.ts',
  './players/bitmovin': 'players/bitmovin/index.ts',
  './players/react-native-video': 'players/react-native-video/index.ts',
  './ads': 'src/ads/index.ts',
  './ads/server': 'src/ads/server/index.ts',
  './hash': 'src/hash/index.ts',
  './consent': 'platforms/web/consent/index.ts',
  './meter': 'src/engagement/index.ts',
  './inspector': 'inspector/index.ts',
  './dev': 'dev/index.ts',
}

/** Those that hold the tracker: under the condition `development` they say in sentences what is wrong. */
export const trackerEntries = ['.', './tizen', './webos', './hbbtv', './browser', './react-native']

/** Packages that the builds contain, licences in `dist/licenses.txt`. */
export const containedPackages = ['eventemitter3', 'idb-keyval', 'uuid']

/** Script-tag builds: `dist/<name>.js` and `dist/<name>.min.js`. */
export const scriptBuilds = [
  { name: 'ctv-tracker', input: 'platforms/auto/script.ts' },
  { name: 'ctv-tracker.tizen', input: 'platforms/tizen/script.ts' },
  { name: 'ctv-tracker.webos', input: 'platforms/webos/script.ts' },
  { name: 'ctv-tracker.hbbtv', input: 'platforms/hbbtv/script.ts' },
]

/** Folders that the library is made from. */
export const libraryRooms = ['src', 'platforms', 'players', 'inspector', 'dev']

/** The compiled module of a source, relative to the root. */
export function compiledPath(source, folder = 'dist/esm') {
  return `${folder}/${source.replace(/\.ts$/, '.js')}`
}

/** Where imports by package name lead before anything is built: for type checks and tests of the sources. */
export const sourcePaths = {
  ...Object.fromEntries(
    Object.entries(moduleEntries).map(([entry, source]) => [`ctv-tracker${entry.slice(1)}`, source]),
  ),
  'ctv-tracker-tools/admin': 'tools/admin/index.ts',
  'ctv-tracker-tools/emulator': 'tools/emulator/index.ts',
  'ctv-tracker-tools/emulator/core': 'tools/emulator/core.ts',
  'ctv-tracker-tools/testing': 'tools/testing/index.ts',
}
