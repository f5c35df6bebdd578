/**
 * Unpacks the browsers of every day and the libraries they need, so that none is unpacked while films are measured:
 * `node --import ./scripts/typescript.mjs test/engines/unpack.ts`.
 */
import { missingLibraries } from '../support/browser/libraries.ts'
import { DAILY_CHROMIUMS } from './engines.ts'

for (const { name } of DAILY_CHROMIUMS) {
  const missing = await missingLibraries(name)
  console.log(missing.length > 0 ? `${name}: cannot run, ${missing.join(', ')} are missing` : `${name}: ready`)
}
