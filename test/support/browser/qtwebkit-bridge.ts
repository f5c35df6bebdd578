/** The harness's end of `qtwebkit-bridge.py`: an order a line, an answer a line. */
import { createInterface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'
import type { ProcessGroup } from './process-group.ts'

export interface QtWebKitBridge {
  /** Rejects with the bridge's words, after the limit, or when the browser is gone. */
  order<T>(what: 'new' | 'open' | 'reload' | 'run' | 'init' | 'close', more: object, timeoutMs?: number): Promise<T>
  /** Of what nobody caught in that page. */
  onThrown(page: number, listener: (text: string) => void): void
  quit(): void
}

interface Line {
  id?: number
  value?: unknown
  error?: string
  page?: number
  thrown?: string
}

const LIMIT_MS = 30_000

/** Resolves once the bridge is ready. */
export async function createQtWebKitBridge(group: ProcessGroup, timeoutMs: number): Promise<QtWebKitBridge> {
  const input = group.child.stdin as Writable
  const waiting = new Map<number, (line: Line) => void>()
  const listeners = new Map<number, (text: string) => void>()
  let last = 0
  input.on('error', () => undefined) // It has ended; whoever waits hears of that.
  void group.exited.then(() => {
    for (const answer of [...waiting.values()]) answer({ error: 'the browser has gone' })
  })
  createInterface({ input: group.child.stdout as Readable }).on('line', (text) => {
    const line = JSON.parse(text) as Line
    if (line.id !== undefined) waiting.get(line.id)?.(line)
    else listeners.get(line.page!)?.(line.thrown!)
  })

  function waitFor<T>(id: number, limitMs: number): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const answer = ({ value, error }: Line): void => {
        clearTimeout(timer)
        waiting.delete(id)
        if (error === undefined) resolve(value as T)
        else reject(new Error(error))
      }
      const timer = setTimeout(() => answer({ error: `no answer in ${limitMs} ms` }), limitMs)
      waiting.set(id, answer)
    })
  }

  await waitFor(0, timeoutMs)
  return {
    order<T>(what: string, more: object, limitMs = LIMIT_MS) {
      const id = ++last
      const answer = waitFor<T>(id, limitMs)
      input.write(`${JSON.stringify({ id, do: what, ...more })}\n`)
      return answer
    },
    onThrown: (page, listener) => void listeners.set(page, listener),
    quit: () => void input.write(`${JSON.stringify({ id: 0, do: 'quit' })}\n`),
  }
}
