/**
 * Refusals of the two segment APIs. Their documents show no error body but the 422 of the counts,
 * so the others are as short as they can be.
 */

/** A request that is answered with an error status and this body. */
export class Refusal extends Error {
  readonly status: number
  readonly body: object

  constructor(status: number, message: string, body: object) {
    super(message)
    this.name = 'Refusal'
    this.status = status
    this.body = body
  }
}

/** Builds the refusal of one API. */
export type Refuse = (status: number, message: string) => Refusal
