/**
 * Unit, contract and scenario tests: everything that needs neither a build nor a browser.
 * A file that needs a document asks for it with `@vitest-environment happy-dom`.
 */
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'
import { sourcePaths } from './scripts/entries.mjs'

const alias = Object.entries(sourcePaths).map(([specifier, source]) => ({
  find: new RegExp(`^${specifier}$`),
  replacement: fileURLToPath(new URL(source, import.meta.url)),
}))

export default defineConfig({
  resolve: { alias },
  test: {
    include: ['test/{unit,contract,scenario}/**/*.test.ts', '{tools,demo-app}/**/*.test.ts'],
    exclude: ['**/node_modules/**', '**/dist/**'],
    environment: 'node',
    pool: 'forks',
    maxWorkers: 2,
    // Random tests take 1 to 8 s on a busy machine of two processors; only what hangs takes this long.
    testTimeout: 60_000,
    // A `.only` left behind must not pass for a whole run.
    allowOnly: false,
    passWithNoTests: false,
  },
})
