/**
 * An `.ipk` for LG's webOS TVs, made by LG's own packager. That lies in a folder of its own (`webos/ares`) and is
 * installed when it is first needed; afterwards no network is.
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { installIn } from '../../scripts/lib/install-folder.mjs'
import { fillTemplate } from '../server/template.ts'
import { readAppFiles, readHome, readVersion } from './app-files.ts'
import { PackageError } from './options.ts'
import type { PackageOptions } from './options.ts'
import { writeFiles } from './write-files.ts'

const ARES = fileURLToPath(new URL('webos/ares', import.meta.url))
const WEBOSTVJS = fileURLToPath(new URL('../../node_modules/webostvjs/', import.meta.url))

/** Returns the file it wrote. */
export function packWebos(options: PackageOptions, folder: string): string {
  const files = readAppFiles(options, 'webos/index.html')
  const manifest = fillTemplate(readHome('packages/webos/appinfo.json').toString('utf8'), { version: readVersion() })
  const { id, version } = JSON.parse(manifest) as { id: string; version: string }
  files.set('appinfo.json', Buffer.from(manifest))
  files.set('icon.png', readHome('packages/webos/icon.png'))
  files.set('large-icon.png', readHome('packages/webos/large-icon.png'))
  files.set('webOSTV.js', readFileSync(`${WEBOSTVJS}webOSTV.js`))
  files.set('webOSTV-license.txt', readFileSync(`${WEBOSTVJS}LICENSE`))

  // Its packages have install scripts for parts that packing does not touch.
  if (installIn(ARES, ['--ignore-scripts']) === 'installed') console.log("installed LG's packager, @webos-tools/cli")
  const work = mkdtempSync(path.join(tmpdir(), 'ctv-tracker-webos-'))
  try {
    const app = path.join(work, 'app')
    writeFiles(app, files)
    runAres(['--no-minify', '--outdir', folder, app], work)
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
  return path.join(folder, `${id}_${version}_all.ipk`)
}

/** `home` takes the settings that the packager writes beside its work. */
function runAres(args: string[], home: string): void {
  const command = path.join(ARES, 'node_modules/@webos-tools/cli/bin/ares-package.js')
  const { status, stdout, stderr, error } = spawnSync(process.execPath, [command, ...args], {
    encoding: 'utf8',
    env: { ...process.env, HOME: home },
  })
  if (status !== 0)
    throw new PackageError(`ares-package failed: ${error?.message ?? `${stdout}${stderr}`.trim().replace(/\s+/g, ' ')}`)
}
