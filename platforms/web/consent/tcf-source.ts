/**
 * Consent from a TCF v2 platform (`__tcfapi`).
 */
import type { TcData, TcfOptions } from '../../../src/consent/tcf.ts'
import { readTcf } from '../../../src/consent/tcf.ts'
import type { ConsentSource } from '../../../src/ports/consent-source.ts'
import type { CmpSourceOptions } from './cmp-source.ts'
import { createCmpSource } from './cmp-source.ts'

export interface TcfSourceOptions extends TcfOptions, CmpSourceOptions {}

/**
 * Follows the decision of a TCF v2 platform, whenever it comes: granted where the vendor (361) has consent for every
 * purpose (1) or GDPR does not apply, denied where it has not or the publisher restricts it, unknown where the answer is
 * incomplete, or the platform does not know whether GDPR applies.
 */
export function createTcfSource(options: TcfSourceOptions = {}): ConsentSource {
  return createCmpSource<TcData>('__tcfapi', [2], (event) => readTcf(event, options), options)
}
