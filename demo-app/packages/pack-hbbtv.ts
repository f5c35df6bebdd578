/**
 * A folder for a web server, for HbbTV terminals: an XHTML start page, what it needs, and the XML AIT that names it.
 */
import { rmSync } from 'node:fs'
import path from 'node:path'
import { escapeXml, fillTemplate } from '../server/template.ts'
import { readAppFiles, readHome } from './app-files.ts'
import type { PackageOptions } from './options.ts'
import { writeFiles } from './write-files.ts'

/** Returns the folder it wrote. */
export function packHbbtv(options: PackageOptions, folder: string): string {
  const files = readAppFiles(options, 'hbbtv/index.xhtml')
  const ait = fillTemplate(readHome('packages/hbbtv/app.aitx').toString('utf8'), { base: escapeXml(options.baseUrl) })
  files.set('app.aitx', Buffer.from(ait))
  const target = path.join(folder, 'kestrel-tv-hbbtv')
  // What an earlier run left must not be taken for part of this one.
  rmSync(target, { recursive: true, force: true })
  writeFiles(target, files)
  return target
}
