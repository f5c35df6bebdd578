/**
 * The JSON wire protocol of PhantomJS's own WebDriver, over HTTP on loopback: one session is one page.
 * Of its commands only opening, reloading and `phantom/execute` are used. The last runs in the browser
 * itself, with the page as `this`, and so reaches documents whose Content-Security-Policy forbids `eval`.
 */
import { request } from 'node:http'

export interface GhostDriver {
  /** Resolves once the driver answers. */
  isReady(): Promise<boolean>
  openSession(): Promise<string>
  closeSession(session: string): Promise<void>
  /** Resolves at the load event, also of a page that failed to load. */
  open(session: string, url: string, timeoutMs: number): Promise<void>
  reload(session: string, timeoutMs: number): Promise<void>
  /** Runs `body` with `this` as the page of PhantomJS; `args` and the value are JSON. */
  execute<T>(session: string, body: string, args: unknown[]): Promise<T>
  /** Asks the browser to quit. */
  shutDown(): Promise<void>
}

interface Answer {
  sessionId?: string
  status: number
  value: unknown
}

export function createGhostDriver(port: number): GhostDriver {
  async function send(method: string, path: string, body?: object): Promise<Answer> {
    const text = await exchange(method, port, path, body).catch((error: unknown) => {
      throw new Error(`${method} ${path}: the browser has gone`, { cause: error })
    })
    // In words, not in JSON: this session is no more.
    if (/^Error 404/.test(text)) throw new Error(`${method} ${path}: the page has gone`)
    const answer = (text === '' ? { status: 0, value: null } : JSON.parse(text)) as Answer
    if (answer.status !== 0) throw new Error(`${method} ${path}: ${messageOf(answer.value)}`)
    return answer
  }

  const limitLoads = (session: string, timeoutMs: number): Promise<Answer> =>
    send('POST', `/session/${session}/timeouts`, { type: 'page load', ms: timeoutMs })

  return {
    async isReady() {
      return send('GET', '/status').then(
        () => true,
        () => false,
      )
    },
    async openSession() {
      const { sessionId } = await send('POST', '/session', { desiredCapabilities: {} })
      if (!sessionId) throw new Error('PhantomJS gave no session')
      return sessionId
    },
    async closeSession(session) {
      await send('DELETE', `/session/${session}`)
    },
    async open(session, url, timeoutMs) {
      await limitLoads(session, timeoutMs)
      await send('POST', `/session/${session}/url`, { url })
    },
    async reload(session, timeoutMs) {
      await limitLoads(session, timeoutMs)
      await send('POST', `/session/${session}/refresh`, {})
    },
    async execute<T>(session: string, body: string, args: unknown[]) {
      return (await send('POST', `/session/${session}/phantom/execute`, { script: body, args })).value as T
    },
    async shutDown() {
      await send('GET', '/shutdown')
    },
  }
}

/** A connection each: PhantomJS does not quit while one is kept open. */
function exchange(method: string, port: number, path: string, body?: object): Promise<string> {
  return new Promise((resolve, reject) => {
    const headers = { 'Content-Type': 'application/json', Connection: 'close' }
    const call = request({ host: '127.0.0.1', port, path, method, headers, agent: false }, (response) => {
      let text = ''
      response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk))
      response.once('end', () => resolve(text)).once('error', reject)
    })
    call.once('error', reject).end(body ? JSON.stringify(body) : undefined)
  })
}

/** The driver wraps the page's words in a JSON text of its own. */
function messageOf(value: unknown): string {
  const { message } = (value ?? {}) as { message?: string }
  if (message === undefined) return JSON.stringify(value)
  try {
    return (JSON.parse(message) as { errorMessage: string }).errorMessage
  } catch {
    return message // Its own errors come as they are.
  }
}
