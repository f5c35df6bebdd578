/**
 * An unsigned `.wgt` for Samsung's Tizen TVs: a zip with `config.xml` at its top. How to sign it: docs/packages.md.
 */
import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { zipSync } from 'fflate'
import { escapeXml, fillTemplate } from '../server/template.ts'
import { readAppFiles, readHome, readVersion } from './app-files.ts'
import type { PackageOptions } from './options.ts'

/** The same input gives the same bytes. In local time, as zip has it. */
const MODIFIED = new Date(2020, 0, 1)

/** Already compressed. */
const STORED = /\.(webm|jpg|png|woff2)$/

/** Returns the file it wrote. */
export function packTizen(options: PackageOptions, folder: string): string {
  const files = readAppFiles(options, 'tizen/index.html')
  const config = readHome('packages/tizen/config.xml').toString('utf8')
  files.set('config.xml', Buffer.from(fillTemplate(config, { version: readVersion(), access: formatAccess(options) })))
  files.set('icon.png', readHome('packages/tizen/icon.png'))
  const entries = [...files].map(([name, content]) => [
    name,
    [new Uint8Array(content), { level: STORED.test(name) ? 0 : 9, mtime: MODIFIED }],
  ])
  const file = path.join(folder, 'kestrel-tv.wgt')
  writeFileSync(file, zipSync(Object.fromEntries(entries)))
  return file
}

/** Every origin the app talks to. */
function formatAccess({ apiUrl, contextualUrl, adTag, media, access }: PackageOptions): string {
  const origins = [apiUrl, contextualUrl, adTag, media ?? '', ...access]
    .filter(Boolean)
    .map((url) => new URL(url).origin)
  return [...new Set(origins)]
    .map((origin) => `  <access origin="${escapeXml(origin)}" subdomains="false"/>`)
    .join('\n')
}
