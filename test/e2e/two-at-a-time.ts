/**
 * Runs long browser sessions side by side, two at once: as many as a small machine plays without dropping frames.
 */
const AT_ONCE = 2

export interface Sessions<N extends string, R> {
  /** What came of a session; throws what the session threw. */
  of(name: N): R
}

export async function runSessions<N extends string, R>(
  names: readonly N[],
  run: (name: N) => Promise<R>,
  atOnce = AT_ONCE,
): Promise<Sessions<N, R>> {
  const outcomes = new Map<N, PromiseSettledResult<R>>()
  const waiting = [...names]
  async function work(): Promise<void> {
    for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) {
      const [outcome] = await Promise.allSettled([run(name)])
      outcomes.set(name, outcome!)
    }
  }
  await Promise.all(Array.from({ length: atOnce }, work))
  return {
    of(name) {
      const outcome = outcomes.get(name)
      if (!outcome) throw new Error(`no session '${name}' was run`)
      if (outcome.status === 'rejected') throw outcome.reason
      return outcome.value
    },
  }
}
