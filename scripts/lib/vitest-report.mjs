/** Counts the test cases in a JSON report of vitest. */

/** `{ passed, failed }`, or null where there is no readable report. A file that could not be loaded counts as one failed case. */
export function countCases(text) {
  if (text === null) return null
  let run
  try {
    run = JSON.parse(text)
  } catch {
    // Cut off in the middle: the run was stopped.
    return null
  }
  const unloadable = run.testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0,
  ).length
  return { passed: run.numPassedTests, failed: run.numFailedTests + unloadable }
}
