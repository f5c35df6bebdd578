/**
 * The packages for televisions, built and started: `npm run test:packages`. Installs the browsers first; LG's packager is
 * installed by its own command.
 */
import { defineConfig } from 'vitest/config'

// Vitest takes only a default export from its configuration file.
export default defineConfig({
  test: {
    include: ['test/packages/**/*.test.ts'],
    globalSetup: ['test/engines/install.mjs'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    fileParallelism: false,
    retry: 0,
  },
})
