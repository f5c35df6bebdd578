/**
 * What `fresh` waits for: answers of CCS as they are counted, and the end of any request.
 */
export interface Arrivals {
  /** Answers of CCS about the present viewer so far. */
  _answers(): number
  _noteAnswer(): void
  /** Something ended that somebody may be waiting for: each who asked for it looks once. */
  _settle(): void
  _whenSettled(look: () => void): void
}

export function createArrivals(): Arrivals {
  let answers = 0
  const waiting: (() => void)[] = []
  return {
    _answers: () => answers,
    _noteAnswer: () => void answers++,
    _settle: () => waiting.splice(0).forEach((look) => look()),
    _whenSettled: (look) => void waiting.push(look),
  }
}
