/**
 * Loads a CommonJS package as CommonJS. `import` would first read the whole of it in search of names,
 * which for the TypeScript compiler takes longer than loading it.
 */
import { createRequire } from 'node:module'

export const require = createRequire(import.meta.url)

/** @type {typeof import('typescript')} */
export const ts = require('typescript')
