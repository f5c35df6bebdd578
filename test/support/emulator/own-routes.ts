/**
 * The emulator's own routes, and the ways in which a request may spell one of them.
 */

export interface OwnRoute {
  method: 'GET' | 'POST' | 'DELETE'
  path: string
  /** What it takes, where it takes something. */
  body?: object
}

export const ownRoutes: readonly OwnRoute[] = [
  { method: 'GET', path: '/' },
  { method: 'GET', path: '/_emulator/console/main.js' },
  { method: 'GET', path: '/_emulator/stream' },
  { method: 'GET', path: '/_emulator/overview' },
  { method: 'GET', path: '/_emulator/counts' },
  { method: 'POST', path: '/_emulator/overrides', body: { user: 'viewer', segment_id: 12345, user_status: 'add' } },
  { method: 'GET', path: '/_emulator/overrides' },
  { method: 'GET', path: '/_emulator/faults' },
  { method: 'POST', path: '/_emulator/faults', body: { kind: 'hang' } },
  { method: 'DELETE', path: '/_emulator/faults' },
  { method: 'GET', path: '/_emulator/requests' },
  { method: 'GET', path: '/_emulator/users' },
  { method: 'GET', path: '/_emulator/events' },
]

/** One request target in many spellings; `origin` is where the emulator lies. */
export function spellingsOf(path: string, origin: string): string[] {
  const escaped = (text: string): string =>
    text.replace(/[^/]/g, (char) => `%${char.charCodeAt(0).toString(16).padStart(2, '0')}`)
  return [
    path,
    `${path}?x=1`,
    `${path}#x`,
    `${path};x`,
    `${path}/`,
    path.replace('_', '%5f'),
    path.replace('_', '%5F'),
    path.replace('_', '%255f'),
    escaped(path),
    path.replace(/(?<=.)\//g, '%2f'),
    path.toUpperCase(),
    escaped(path.toUpperCase()),
    `/${path}`,
    path.replaceAll('/', '//'),
    path.replaceAll('/', '\\'),
    `/.${path}`,
    `/x/..${path}`,
    `/%2e${path}`,
    `/x/%2e%2e${path}`,
    path.replace(/(?<=.)\//g, '/./'),
    `${path}/../../${path.slice(1)}`,
    origin + path,
    `http://elsewhere.example${path}`,
    `http://localhost${path}`,
    `HTTP://LOCALHOST${path.replace('_', '%5f')}`,
    `//localhost${path}`,
  ]
}
