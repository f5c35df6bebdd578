/** The suite that runs in every engine of the TV generations: `npm run test:engines`. */
import { defineConfig } from 'vitest/config'

// Vitest takes only a default export from its configuration file.
export default defineConfig({
  test: {
    include: ['test/engines/*.test.ts'],
    globalSetup: ['test/engines/install.mjs'],
    testTimeout: 60_000,
    hookTimeout: 600_000,
    fileParallelism: false,
    // A test title is a sentence of behaviour; an engine is what it is said of.
    retry: 0,
    allowOnly: false,
  },
})
