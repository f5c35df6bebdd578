/**
 * Finds an engine's executable: on this machine, in its package, or unpacked from it once into a cache folder that outlives test runs.
 * Several processes may do so at the same time: each writes under its own name, and the first gives its work the name of all.
 */
import { existsSync } from 'node:fs'
import { chmod, link, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { brotliDecompress } from 'node:zlib'
import {
  BARE,
  CHROMIUMS,
  ENGINES,
  type BareEntry,
  type BareName,
  type ChromiumEntry,
  type EngineEntry,
  type EngineName,
} from '../../engines/engines.ts'
import { readTar } from './tar.ts'

const decompress = promisify(brotliDecompress)
const testFolder = fileURLToPath(new URL('../../', import.meta.url))

type Installable = EngineName | BareName

export function engineEntry(name: string): EngineEntry {
  return findEntry(ENGINES, name)
}

export function chromiumEntry(name: string): ChromiumEntry {
  return findEntry(CHROMIUMS, name)
}

function findEntry<T extends { name: string }>(entries: readonly T[], name: string): T {
  const entry = entries.find((engine) => engine.name === name)
  if (!entry) throw new Error(`unknown engine '${name}': one of ${entries.map((engine) => engine.name).join(', ')}`)
  return entry
}

function entryOf(name: Installable): EngineEntry | BareEntry {
  return BARE.find((engine) => engine.name === name) ?? engineEntry(name)
}

/** Path of the executable, unpacked if need be; throws where it is not installed. */
export async function unpackExecutable(name: Installable): Promise<string> {
  const { home, executable } = entryOf(name)
  if (home === 'machine') return machineExecutable(name)
  if (!executable.endsWith('.br')) {
    await packageVersion(name)
    return packageFile(name, executable)
  }
  const folder = await cacheFolder(name)
  const target = join(folder, 'chromium')
  const unpack = async (draft: string): Promise<void> => {
    await writeFile(draft, await decompress(await readFile(packageFile(name, executable))))
    await chmod(draft, 0o755)
  }
  // Another name for the same file: unlike a rename it never takes the place of the one that a browser is starting from.
  await once(target, unpack, link)
  return target
}

/** False where it is neither in its folder nor on this machine. */
export async function isInstalled(name: Installable): Promise<boolean> {
  const entry = entryOf(name)
  return entry.home === 'machine'
    ? findOnPath(entry.executable) !== null
    : existsSync(packageFile(name, 'package.json'))
}

function machineExecutable(name: Installable): string {
  const { executable } = entryOf(name)
  const path = findOnPath(executable)
  if (path === null)
    throw new Error(`${name} is not installed: none of ${executable.split(' ').join(', ')} is on the PATH`)
  return path
}

function findOnPath(names: string): string | null {
  const folders = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '')
  return (
    names
      .split(' ')
      .flatMap((name) => folders.map((folder) => join(folder, name)))
      .find((path) => existsSync(path)) ?? null
  )
}

/** Path of a folder with the files of a `.tar.br` of the package. */
export async function unpackArchive(name: Installable, archive: string): Promise<string> {
  const target = join(await cacheFolder(name), archive.replace(/^bin\//, '').replace(/\.tar\.br$/, ''))
  await once(target, async (draft) => {
    for (const file of readTar(await decompress(await readFile(packageFile(name, archive))))) {
      const path = join(draft, file.path)
      await mkdir(join(path, '..'), { recursive: true })
      await writeFile(path, file.content)
    }
  })
  return target
}

function packageFile(name: Installable, path: string): string {
  return join(testFolder, entryOf(name).home, 'node_modules', name, path)
}

async function packageVersion(name: Installable): Promise<string> {
  let manifest: string
  try {
    manifest = await readFile(packageFile(name, 'package.json'), 'utf8')
  } catch {
    const all = entryOf(name).home === 'engines' ? '' : ' --all'
    throw new Error(`${name} is not installed: run 'node test/engines/install.mjs${all}'`)
  }
  return (JSON.parse(manifest) as { version: string }).version
}

/** One folder per package version, so that an updated package is unpacked anew; what an older version left goes. */
async function cacheFolder(name: Installable): Promise<string> {
  const cache = process.env.ENGINES_CACHE || join(testFolder, 'engines', '.cache')
  const current = `${name}@${await packageVersion(name)}`
  const folder = join(cache, current)
  if (existsSync(folder)) return folder
  await mkdir(folder, { recursive: true })
  const older = (await readdir(cache)).filter((other) => other.startsWith(`${name}@`) && other !== current)
  await Promise.all(older.map((other) => rm(join(cache, other), { recursive: true, force: true })))
  return folder
}

async function once(
  target: string,
  make: (draft: string) => Promise<void>,
  place: (draft: string, target: string) => Promise<void> = rename,
): Promise<void> {
  if (existsSync(target)) return
  const draft = `${target}.${process.pid}.${performance.now()}`
  try {
    await make(draft)
    await place(draft, target)
  } catch (error) {
    // What another process put there meanwhile is as good; a folder cannot be renamed over it either.
    if (!existsSync(target)) throw error
  } finally {
    await rm(draft, { recursive: true, force: true })
  }
}
