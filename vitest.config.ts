/**
 * Unit, contract and scenario tests: everything that needs neither a build nor a browser.
 * A file that needs a document asks for it with `@vitest-environment happy-dom`.
 */
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/{unit,contract,scenario}/**/*.test.ts', '{tools,demo-app}/**/*.test.ts'],
    exclude: ['**/node_modules/**', '**/dist/**'],
    environment: 'node',
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 10_000,
    // A `.only` left behind must not pass for a whole run.
    allowOnly: false,
    passWithNoTests: false,
  },
})
