/**
 * `npm run package:tizen`, `package:webos`, `package:hbbtv`: the demo app as the three platforms take it.
 */
import { spawnSync } from 'node:child_process'
import { mkdirSync, readdirSync, statSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { formatHelp, PackageError, parseOptions, PLATFORMS } from './options.ts'
import type { PackageOptions, Platform } from './options.ts'
import { packHbbtv } from './pack-hbbtv.ts'
import { packTizen } from './pack-tizen.ts'
import { packWebos } from './pack-webos.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const DEFAULT_OUT = path.join(root, 'demo-app/dist/packages')
const PACK: Record<Platform, (options: PackageOptions, folder: string) => string> = {
  tizen: packTizen,
  webos: packWebos,
  hbbtv: packHbbtv,
}

function build(): void {
  const { status } = spawnSync(process.execPath, ['scripts/ensure-built.mjs', 'demo-app', 'licenses'], {
    cwd: root,
    stdio: 'inherit',
  })
  if (status !== 0) throw new PackageError('the app could not be built: see above')
}

/** A file's own, or all below a folder. */
function sizeOf(target: string): { bytes: number; files: number } {
  if (!statSync(target).isDirectory()) return { bytes: statSync(target).size, files: 1 }
  const parts = readdirSync(target).map((name) => sizeOf(path.join(target, name)))
  return parts.reduce((sum, part) => ({ bytes: sum.bytes + part.bytes, files: sum.files + part.files }), {
    bytes: 0,
    files: 0,
  })
}

function describe(target: string): string {
  const { bytes, files } = sizeOf(target)
  return `${path.relative(process.cwd(), target)}  ${(bytes / 1e6).toFixed(2)} MB${files > 1 ? ` in ${files} files` : ''}`
}

function run(): void {
  const [name, ...args] = process.argv.slice(2)
  const platform = PLATFORMS.find((known) => known === name)
  if (!platform) throw new PackageError(`expected a platform (${PLATFORMS.join(', ')}), got "${name ?? ''}"`)
  const options = parseOptions(platform, args, process.env)
  if (!options) return console.log(formatHelp(platform))
  const folder = path.resolve(options.out ?? DEFAULT_OUT)
  build()
  mkdirSync(folder, { recursive: true })
  console.log(describe(PACK[platform](options, folder)))
  const isLocal = ['localhost', '127.0.0.1'].includes(new URL(options.apiUrl).hostname)
  if (isLocal)
    console.log(`The API is ${options.apiUrl}, which only this machine reaches: for a television pass --api.`)
}

try {
  run()
} catch (error) {
  const code = (error as NodeJS.ErrnoException).code
  const isPlain = error instanceof PackageError || code === 'EACCES' || code === 'ENOTDIR' || code === 'EEXIST'
  console.error(isPlain ? `ctv-tracker package: ${(error as Error).message}` : error)
  process.exitCode = 1
}
