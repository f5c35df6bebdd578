/**
 * The command line of `npm run package:…`. Pure: arguments and environment in, options or a trouble in one line out.
 */
import { parseArgs } from 'node:util'

export type Platform = 'tizen' | 'webos' | 'hbbtv'

export const PLATFORMS: readonly Platform[] = ['tizen', 'webos', 'hbbtv']

export interface PackageOptions {
  platform: Platform
  /** Base URL of the CCS API, and of the Contextual API unless that has one of its own; no slash at the end. */
  apiUrl: string
  contextualUrl: string
  apiKey: string
  /** Empty: films without ads. */
  adTag: string
  /** Address of a film with `{id}` in it; null: the clips are in the package. */
  media: string | null
  /** Further origins that a Tizen app may reach. */
  access: string[]
  /** Where the HbbTV pages will be served, with a slash at the end. */
  baseUrl: string
  /** Folder for the package; null: the default. */
  out: string | null
}

/** A trouble that one line explains. */
export class PackageError extends Error {}

interface Option {
  name: string
  value: string
  env: string
  help: string
  only?: Platform
}

const OPTIONS: Option[] = [
  {
    name: 'api',
    value: 'URL',
    env: 'CTV_API_URL',
    help: 'CCS and Contextual API (default http://localhost:8081, the emulator of npm start)',
  },
  {
    name: 'contextual-api',
    value: 'URL',
    env: 'CTV_CONTEXTUAL_API_URL',
    help: 'Contextual API, where it is another server than --api',
  },
  {
    name: 'api-key',
    value: 'KEY',
    env: 'CTV_API_KEY',
    help: "public key of the workspace (default: the emulator's sample)",
  },
  { name: 'ad-tag', value: 'URL', env: 'CTV_AD_TAG', help: 'VAST ad tag, [timestamp] is filled in (default: no ads)' },
  {
    name: 'media',
    value: 'URL',
    env: 'CTV_MEDIA',
    help: 'address of the films, with {id} in it (default: WebM clips in the package)',
  },
  {
    name: 'access',
    value: 'ORIGIN',
    env: 'CTV_ACCESS',
    help: 'a further origin the app may reach, such as that of ads; several: with commas',
    only: 'tizen',
  },
  {
    name: 'base-url',
    value: 'URL',
    env: 'CTV_BASE_URL',
    help: 'where the folder will be served (default http://localhost:8080/hbbtv/, by npm start)',
    only: 'hbbtv',
  },
  { name: 'out', value: 'FOLDER', env: 'CTV_OUT', help: 'where to write (default demo-app/dist/packages)' },
]

/** The key of the emulator's sample workspace. */
const SAMPLE_KEY = '00000000-0000-4000-8000-000000000001'

export function formatHelp(platform: Platform): string {
  const rows = OPTIONS.filter(({ only = platform }) => only === platform).map(({ name, value, env, help }) => [
    `--${name} ${value}`,
    env,
    help,
  ])
  const width = (column: number) => Math.max(...rows.map((row) => row[column]!.length))
  const lines = rows.map(([option, env, help]) => `  ${option!.padEnd(width(0))}  ${env!.padEnd(width(1))}  ${help}`)
  return `npm run package:${platform} -- [options]\n\nOption, environment variable of the same meaning, and what it says:\n\n${lines.join('\n')}\n`
}

/** Null when help was asked for. Throws PackageError. */
export function parseOptions(
  platform: Platform,
  args: string[],
  env: Record<string, string | undefined>,
): PackageOptions | null {
  const known = OPTIONS.filter(({ only = platform }) => only === platform)
  let values: Record<string, string | boolean | undefined>
  try {
    const options = Object.fromEntries(known.map(({ name }) => [name, { type: 'string' as const }]))
    values = parseArgs({ args, options: { ...options, help: { type: 'boolean', short: 'h' } } }).values
  } catch (error) {
    throw new PackageError((error as Error).message.replace(/\. To specify.*$/s, ''))
  }
  if (values['help'] === true) return null
  /** What was said, and under which name; an empty variable says nothing. */
  function read(name: string): { text: string; where: string } | null {
    const given = values[name]
    if (typeof given === 'string') return { text: given.trim(), where: `--${name}` }
    const variable = known.find((option) => option.name === name)?.env ?? ''
    return env[variable] ? { text: env[variable].trim(), where: variable } : null
  }
  const api = read('api')
  const apiUrl = api ? parseBaseUrl(api) : 'http://localhost:8081'
  const contextual = read('contextual-api')
  const key = read('api-key')
  if (key && !/^[\w.-]+$/.test(key.text))
    throw new PackageError(`${key.where}: expected a key of letters, digits and hyphens, got "${key.text}"`)
  const adTag = read('ad-tag')
  if (adTag) parseHttpUrl(adTag)
  const media = read('media')
  if (media && !media.text.includes('{id}'))
    throw new PackageError(`${media.where}: expected {id} in the address of the films, got "${media.text}"`)
  if (media) parseHttpUrl(media)
  const access = read('access')
  const base = read('base-url')
  return {
    platform,
    apiUrl,
    contextualUrl: contextual ? parseBaseUrl(contextual) : apiUrl,
    apiKey: key ? key.text : SAMPLE_KEY,
    adTag: adTag ? adTag.text : '',
    media: media ? media.text : null,
    access: access ? access.text.split(',').map((text) => parseHttpUrl({ text, where: access.where }).origin) : [],
    baseUrl: `${base ? parseBaseUrl(base) : 'http://localhost:8080/hbbtv'}/`,
    out: read('out')?.text ?? null,
  }
}

function parseHttpUrl({ text, where }: { text: string; where: string }): URL {
  const url = URL.canParse(text) ? new URL(text) : null
  if (!url || !/^https?:$/.test(url.protocol))
    throw new PackageError(`${where}: expected an http or https URL, got "${text}"`)
  return url
}

/** As it was given, without a slash at the end: paths are put behind it. */
function parseBaseUrl(given: { text: string; where: string }): string {
  const { search, hash } = parseHttpUrl(given)
  if (search || hash)
    throw new PackageError(`${given.where}: expected a URL without query and fragment, got "${given.text}"`)
  return given.text.replace(/\/+$/, '')
}
