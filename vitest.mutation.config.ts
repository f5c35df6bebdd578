/**
 * The tests that mutants of the meter, of sessions and of the queue's policy have to survive: `npm run test:mutation`.
 */
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/unit/{engagement,session}/**/*.test.ts', 'test/unit/queue/policy.test.ts'],
    environment: 'node',
    testTimeout: 10_000,
    // A fifth of the random viewing sessions: each mutant runs all of them.
    env: { METER_RUNS: '20' },
  },
})
