/**
 * Shared libraries and fonts for machines that lack them, so that a bare system with Node runs the
 * browsers without a package manager.
 *
 * All Chromium builds here ask for the same four libraries a minimal Debian lacks (libnss3,
 * libnssutil3, libnspr4, libexpat). Only chromium-119 brings a whole set: al2023 has all of NSS but
 * the sqlite that libsoftokn3 wants, which al2 has. The sets of 79 and 87 lack libnspr4 and
 * chromium-64 has none; all run on 119's.
 */
import { execFile } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { EngineName } from '../../engines/engines.ts'
import { engineEntry, unpackArchive, unpackExecutable } from './unpack.ts'

const CARRIER: EngineName = 'chromium-119'
const LIBRARY_ARCHIVES = ['bin/al2023.tar.br', 'bin/al2.tar.br']
const FONT_ARCHIVE = 'bin/fonts.tar.br'
const SYSTEM_FONT_FOLDERS = ['/usr/share/fonts', '/usr/local/share/fonts']

const run = promisify(execFile)

/** The libraries `engine` needs and neither this machine nor a package has, by name; empty: it can start. */
export async function missingLibraries(engine: EngineName): Promise<string[]> {
  if (engineEntry(engine).home === 'machine') return []
  const executable = await unpackExecutable(engine)
  return findMissing(executable, await libraryEnvironment(engine, executable))
}

/** Where `executable` finds its shared libraries, as environment variables; empty where the machine has them. */
export async function libraryEnvironment(engine: EngineName, executable: string): Promise<Record<string, string>> {
  // The machine's own brings its own, and may be a script that starts the program.
  if (engineEntry(engine).home === 'machine') return {}
  if ((await findMissing(executable, {})).length === 0) return {}
  const folders = await Promise.all(LIBRARY_ARCHIVES.map((archive) => unpackArchive(CARRIER, archive)))
  return { LD_LIBRARY_PATH: folders.map((folder) => join(folder, 'lib')).join(':') }
}

/**
 * Where a browser finds a font on a machine without any, as environment variables; else empty.
 * Without a font 64 and 79 crash at the start and 119 never finishes loading a page.
 */
export async function fontEnvironment(userDataDir: string): Promise<Record<string, string>> {
  if (hasSystemFonts()) return {}
  const fonts = await unpackArchive(CARRIER, FONT_ARCHIVE)
  const path = join(userDataDir, 'fonts.conf')
  await writeFile(
    path,
    `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>${join(fonts, 'fonts')}</dir><cachedir>${join(userDataDir, 'font-cache')}</cachedir></fontconfig>\n`,
  )
  return { FONTCONFIG_FILE: path }
}

async function findMissing(executable: string, environment: Record<string, string>): Promise<string[]> {
  const { stdout, stderr } = await run('ldd', [executable], { env: { ...process.env, ...environment } })
  const libraries = [...stdout.matchAll(/^\s*(\S+) => not found/gm)]
  // A library that is there but asks for a newer C library: version `GLIBC_2.34' not found.
  const versions = [...stderr.matchAll(/version `(\S+)' not found/g)]
  return [...new Set([...libraries, ...versions].map((match) => match[1]!))]
}

function hasSystemFonts(): boolean {
  const isFilled = (folder: string): boolean => existsSync(folder) && readdirSync(folder).length > 0
  return existsSync('/etc/fonts/fonts.conf') && SYSTEM_FONT_FOLDERS.some(isFilled)
}
