/**
 * Lets Node run TypeScript files as they are: `node --import ./scripts/typescript.mjs FILE.ts`.
 */
import { register } from 'node:module'

register('./lib/typescript-hooks.mjs', import.meta.url)
