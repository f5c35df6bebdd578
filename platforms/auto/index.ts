/**
 * `ctv-tracker`: the tracker for whatever device it runs on.
 */
export * from '../browser/index.ts'
