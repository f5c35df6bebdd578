/** Entry `ctv-tracker/consent`: sources for `createTracker({ consent })`. */
export { createGppSource } from './gpp-source.ts'
export type { GppSourceOptions } from './gpp-source.ts'
export { createTcfSource } from './tcf-source.ts'
export type { TcfSourceOptions } from './tcf-source.ts'
export type { CmpSourceOptions } from './cmp-source.ts'
export type { TcfOptions } from '../../../src/consent/tcf.ts'
export type { ConsentSource, ConsentStatus } from '../../../src/ports/consent-source.ts'
