/**
 * Consent from a GPP platform (`__gpp`).
 */
import type { GppPing } from '../../../src/consent/gpp.ts'
import { readGpp } from '../../../src/consent/gpp.ts'
import type { TcfOptions } from '../../../src/consent/tcf.ts'
import type { ConsentSource } from '../../../src/ports/consent-source.ts'
import type { CmpSourceOptions } from './cmp-source.ts'
import { createCmpSource } from './cmp-source.ts'

export interface GppSourceOptions extends TcfOptions, CmpSourceOptions {}

interface GppEvent {
  listenerId?: number
  pingData?: GppPing
}

/**
 * Follows the signal of a GPP platform once it is ready: denied where a US section holds an opt-out (sale, sharing,
 * targeted advertising, Global Privacy Control) or the European section no consent; granted where every section that
 * applies is complete and allows it, or none applies; unknown where one is missing, incomplete or of another kind.
 */
export function createGppSource(options: GppSourceOptions = {}): ConsentSource {
  return createCmpSource<GppEvent>('__gpp', [], ({ pingData }) => readGpp(pingData || {}, options), options)
}
