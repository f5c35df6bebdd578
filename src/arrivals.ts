/**
 * What `fresh` waits for: answers of CCS as they are counted, and the end of any request.
 */
export interface Arrivals {
  /** Answers of CCS about the present viewer so far. */
  answers(): number
  noteAnswer(): void
  /** Something ended that somebody may be waiting for: each who asked for it looks once. */
  settle(): void
  whenSettled(look: () => void): void
}

export function createArrivals(): Arrivals {
  let answers = 0
  const waiting: (() => void)[] = []
  return {
    answers: () => answers,
    noteAnswer: () => void answers++,
    settle: () => waiting.splice(0).forEach((look) => look()),
    whenSettled: (look) => void waiting.push(look),
  }
}
