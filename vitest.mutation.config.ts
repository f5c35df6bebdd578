/**
 * The tests that mutants of the meter and of sessions have to survive: `npm run test:mutation`.
 */
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: { include: ['test/unit/{engagement,session}/**/*.test.ts'], environment: 'node', testTimeout: 10_000 },
})
