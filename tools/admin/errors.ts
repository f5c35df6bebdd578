/**
 * What goes wrong between a server and the segment APIs. No error holds a key.
 */

/** The API refused, answered something unexpected, or did not answer. */
export class SegmentsError extends Error {
  /** HTTP status, or null where there was no answer. */
  readonly status: number | null

  constructor(message: string, status: number | null) {
    super(message)
    this.name = 'SegmentsError'
    this.status = status
  }
}

/** One mistake in a request, as the API reports it under `detail`. */
export interface ValidationIssue {
  /** Where: for example `['query', 'page']`. */
  location: (string | number)[]
  message: string
  /** The API's word for the kind of mistake. */
  type: string
}

/** 422: the API found mistakes in the request. */
export class SegmentsValidationError extends SegmentsError {
  /** Every mistake, at least one. */
  readonly issues: readonly ValidationIssue[]

  constructor(issues: readonly ValidationIssue[]) {
    super(issues.map(({ location, message }) => `${location.join('.')}: ${message}`).join('; '), 422)
    this.name = 'SegmentsValidationError'
    this.issues = issues
  }
}
