/**
 * Files beside the code.
 */
import { createRequire } from 'node:module'

/** The path of a file of this package, found through its own exports, built or not. */
export function ownFile(specifier: string): string {
  return createRequire(import.meta.url).resolve(specifier)
}
