/** Nothing is configured; without this file Vitest would find the one of the repository. */
export default {}
