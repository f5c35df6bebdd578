/** Tests in real browsers: one file at a time, for they measure real playback. Installs the browsers first. */
import { defineConfig } from 'vitest/config'

// Vitest takes only a default export from its configuration file.
export default defineConfig({
  test: {
    include: ['test/e2e/**/*.test.ts'],
    globalSetup: ['test/engines/install.mjs', 'test/players/install.mjs', 'test/ad-clients/install.mjs'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    fileParallelism: false,
    retry: 0,
  },
})
