/**
 * `ctv-tracker/hash`: an e-mail address as an identifier. Nothing here keeps state, or reads a device or a clock.
 */
import { sha256 } from './sha-256.ts'

export { sha256 }

/**
 * SHA-256 of an address without spaces around it and in lower case, in 64 hexadecimal digits: the id of an alias such as
 * `email_sha256`. Text is hashed as UTF-8. `''`, which no alias may have as its id, for what is no text or is blank; never throws.
 */
export function hashEmail(address: string): string {
  const text = typeof address == 'string' && address.trim().toLowerCase()
  return text ? sha256(text) : ''
}
