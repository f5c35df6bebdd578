/**
 * The files that make the app run, whatever they are packed into: one folder, every path relative.
 */
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { fillTemplate, formatScriptValue } from '../server/template.ts'
import type { PackageOptions } from './options.ts'

/** Path inside the package, with forward slashes, to content. */
export type Files = Map<string, Buffer>

const home = fileURLToPath(new URL('..', import.meta.url))
const root = path.dirname(home)

export function readHome(file: string): Buffer {
  return readFileSync(path.join(home, file))
}

/** x.y.z, as every manifest wants it. */
export function readVersion(): string {
  return (JSON.parse(readHome('package.json').toString('utf8')) as { version: string }).version
}

export interface AppConfig {
  apiKey: string
  apiUrl: string
  contextualUrl: string
  adTag: string
  media?: string
}

/** What the start page tells the app (`app/config.ts`). */
function createConfig({ apiKey, apiUrl, contextualUrl, adTag, media }: PackageOptions): AppConfig {
  return { apiKey, apiUrl, contextualUrl, adTag, ...(media === null ? {} : { media }) }
}

/** Start page, script, style, fonts, posters, films and licences. `page` is the start page below this folder. */
export function readAppFiles(options: PackageOptions, page: string): Files {
  const files: Files = new Map()
  const startPage = fillTemplate(readHome(`packages/${page}`).toString('utf8'), {
    config: formatScriptValue(createConfig(options)),
  })
  files.set(path.basename(page), Buffer.from(startPage))
  files.set('app.js', readHome(`dist/app.${options.platform}.js`))
  files.set('app.css', readHome('app/app.css'))
  for (const name of list('app/fonts')) files.set(`fonts/${name}`, readHome(`app/fonts/${name}`))
  for (const name of list('media/posters')) files.set(`media/posters/${name}`, readHome(`media/posters/${name}`))
  // Ads come from their server.
  const films = options.media === null ? list('media').filter((name) => /^(?!ad-).+\.webm$/.test(name)) : []
  const sounds = list('media').filter((name) => name.endsWith('.wav'))
  for (const name of [...films, ...sounds]) files.set(`media/${name}`, readHome(`media/${name}`))
  files.set('licenses.txt', readLicenses())
  return files
}

function list(folder: string): string[] {
  return readdirSync(path.join(home, folder)).sort()
}

/** Of what app.js contains. */
function readLicenses(): Buffer {
  const line = `\n${'-'.repeat(72)}\n\n`
  const read = (file: string) => readFileSync(path.join(root, file), 'utf8').trim()
  return Buffer.from(
    [
      `ctv-tracker and its demo app (MIT)\n\n${read('LICENSE')}\n`,
      `${read('dist/licenses.txt')}\n`,
      `@dailymotion/vast-client (MIT)\n\n${read('node_modules/@dailymotion/vast-client/LICENSE')}\n`,
    ].join(line),
  )
}
