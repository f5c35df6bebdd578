/** Randomness for ids and for the jitter of back-offs. */
export interface Random {
  /** `count` fresh bytes (0–255), from the strongest source the engine has. */
  bytes(count: number): ArrayLike<number>
}
