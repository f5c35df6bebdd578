/** How a check that runs by itself tells its result: problems one a line, then exit code 1. */

/** Prints the problems and sets the exit code; prints `fine` where there are none. */
export function report(problems, fine) {
  if (problems.length === 0) {
    console.log(fine)
    return
  }
  for (const problem of problems) console.error(problem)
  process.exitCode = 1
}
