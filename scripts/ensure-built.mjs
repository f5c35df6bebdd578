/** Builds what is missing or out of date, and nothing else. Takes names of parts, as `build.mjs` does. */
process.argv.push('--if-changed')
await import('./build.mjs')
