/**
 * Shared libraries a browser needs and the machine may lack.
 */
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import type { EngineName } from '../../engines/engines.ts'
import { unpackExecutable } from './unpack.ts'

const run = promisify(execFile)

/** Names of the shared libraries that `executable` asks for and the loader does not find. */
async function findMissing(executable: string, env: NodeJS.ProcessEnv): Promise<string[]> {
  const { stdout } = await run('ldd', [executable], { env })
  return [...stdout.matchAll(/^\s*(\S+) => not found/gm)].map((match) => match[1]!)
}

/** The libraries this machine lacks for `engine` and no package brings; empty: it can run. */
export async function missingLibraries(engine: EngineName): Promise<string[]> {
  const executable = await unpackExecutable(engine)
  return findMissing(executable, { ...process.env, ...(await libraryEnvironment(engine, executable)) })
}

export async function libraryEnvironment(_engine: EngineName, _executable: string): Promise<Record<string, string>> {
  return {}
}
