/**
 * One line for the developer, on the console.
 */
export function log(line: string): void {
  try {
    console.warn(line)
  } catch (_missing) {
    // Old sets have a console only while someone looks.
  }
}
