/** Builds what is missing or out of date, and nothing else. */
process.argv.push('--if-changed')
await import('./build.mjs')
