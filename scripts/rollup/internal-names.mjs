/**
 * Members that only the library's own rooms see are named with one underscore and a small letter, and lose that name in
 * what ships. Two underscores are other people's: `__proto__`, `__esModule`, the `__tcfapi` of a consent platform.
 */
export const INTERNAL_NAME = /^_[a-z]/
