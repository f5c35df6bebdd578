/** Versions and licences of what is compared, and how many packages an app installs for it; read from the lockfiles. */
import { readFileSync } from 'node:fs'

interface LockedPackage {
  version?: string
  license?: string
  dependencies?: Record<string, string>
}

export interface Lockfile {
  packages: Record<string, LockedPackage>
}

export function readLockfile(folder: 'bench/peers' | '.'): Lockfile {
  return JSON.parse(readFileSync(new URL(`../../${folder}/package-lock.json`, import.meta.url), 'utf8')) as Lockfile
}

/** The names of everything that is installed with these packages, themselves included. */
export function findInstalled(lockfile: Lockfile, names: readonly string[]): string[] {
  const found = new Set<string>()
  const visit = (name: string): void => {
    if (found.has(name)) return
    found.add(name)
    Object.keys(lockfile.packages[`node_modules/${name}`]?.dependencies ?? {}).forEach(visit)
  }
  names.forEach(visit)
  return [...found].sort()
}

/** `name version (licence)`. */
export function describePackage(lockfile: Lockfile, name: string): string {
  const { version, license } = lockfile.packages[`node_modules/${name}`] ?? {}
  if (version === undefined) throw new Error(`${name} is not in the lockfile`)
  return `${name} ${version} (${license ?? 'no licence named'})`
}
