/**
 * Runs the package commands as a developer types them, and takes apart what they made with readers of our own.
 */
import { spawn } from 'node:child_process'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { gunzipSync } from 'node:zlib'
import { unzipSync } from 'fflate'
import type { Platform } from '../../demo-app/packages/options.ts'
import { readTar } from '../support/browser/tar.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))

/** Path inside the package to content. */
export type Unpacked = Map<string, Buffer>

export interface CommandResult {
  code: number | null
  out: string
  err: string
}

/** Runs `npm run package:… -- args` to its end. */
export function runPackageCommand(platform: Platform, args: string[]): Promise<CommandResult> {
  // What the shell of whoever tests has set must not reach the package.
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('CTV_')))
  return new Promise((resolve, reject) => {
    const child = spawn('npm', ['run', '--silent', `package:${platform}`, '--', ...args], {
      cwd: root,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const result: CommandResult = { code: null, out: '', err: '' }
    child.stdout.on('data', (chunk: Buffer) => (result.out += chunk.toString('utf8')))
    child.stderr.on('data', (chunk: Buffer) => (result.err += chunk.toString('utf8')))
    child.on('error', reject)
    child.on('close', (code) => resolve({ ...result, code }))
  })
}

/** Runs `use` with a folder that is gone afterwards. */
export async function withFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(path.join(tmpdir(), 'ctv-tracker-package-'))
  try {
    return await use(folder)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** Packs into `folder` and gives the only thing the command left there; throws with its words when it fails. */
export async function pack(
  platform: Platform,
  folder: string,
  args: string[],
): Promise<{ target: string; printed: string }> {
  const out = path.join(folder, 'out')
  const { code, out: printed, err } = await runPackageCommand(platform, ['--out', out, ...args])
  if (code !== 0) throw new Error(`package:${platform} ended with ${code}: ${printed}${err}`)
  const names = await readdir(out)
  if (names.length !== 1) throw new Error(`package:${platform} left ${names.join(', ') || 'nothing'}`)
  return { target: path.join(out, names[0]!), printed }
}

export async function readWgt(file: string): Promise<Unpacked> {
  const entries = unzipSync(new Uint8Array(await readFile(file)))
  return new Map(Object.entries(entries).map(([name, content]) => [name, Buffer.from(content)]))
}

/** The members of a Debian archive: 60 bytes of header each, contents on even offsets. */
export function readAr(archive: Buffer): Unpacked {
  if (archive.toString('latin1', 0, 8) !== '!<arch>\n') throw new Error('no ar archive')
  const members: Unpacked = new Map()
  for (let at = 8; at + 60 <= archive.length;) {
    const name = archive
      .toString('latin1', at, at + 16)
      .trim()
      .replace(/\/$/, '')
    const sizeBytes = Number(archive.toString('latin1', at + 48, at + 58))
    members.set(name, archive.subarray(at + 60, at + 60 + sizeBytes))
    at += 60 + sizeBytes + (sizeBytes % 2)
  }
  return members
}

export function readTarGz(archive: Buffer): Unpacked {
  return new Map(
    [...readTar(gunzipSync(archive))].map(({ path: name, content }) => [name.replace(/^\.\//, ''), content]),
  )
}

export async function readFolder(folder: string): Promise<Unpacked> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name))
  return new Map(
    await Promise.all(
      files.map(async (file): Promise<[string, Buffer]> => [path.relative(folder, file), await readFile(file)]),
    ),
  )
}

export async function writeUnpacked(folder: string, files: Unpacked): Promise<void> {
  for (const [name, content] of files) {
    const file = path.join(folder, name)
    if (path.relative(folder, file).startsWith('..')) throw new Error(`package entry leaves its folder: ${name}`)
    await mkdir(path.dirname(file), { recursive: true })
    await writeFile(file, content)
  }
}
