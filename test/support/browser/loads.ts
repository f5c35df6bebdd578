/**
 * Waits for pages to load: a navigation is over when the load event of its own document, or of
 * one that replaced it, has fired.
 */
import type { Cdp } from './cdp.ts'
import { evaluateIn } from './evaluate.ts'

/** The page tells of its documents once `Page.enable` and `Page.setLifecycleEventsEnabled` were sent. */
export interface Loads {
  navigate(url: string, timeoutMs: number): Promise<void>
  reload(timeoutMs: number): Promise<void>
}

interface MainDocument {
  loaderId: string
  url: string
}

interface LifecycleEvent {
  loaderId: string
  name: string
}

interface FrameNavigated {
  frame: { parentId?: string; loaderId: string; url: string }
}

export function watchLoads(cdp: Cdp): Loads {
  /** Documents of the main frame, oldest first. */
  const documents: MainDocument[] = []
  /** Loaders of the documents whose load event has fired: that of the document before may be told late. */
  const loaded = new Set<string>()
  let notify: (() => void) | null = null

  cdp.on<FrameNavigated>('Page.frameNavigated', ({ frame }) => {
    if (frame.parentId) return
    documents.push({ loaderId: frame.loaderId, url: frame.url })
    notify?.()
  })
  cdp.on<LifecycleEvent>('Page.lifecycleEvent', ({ loaderId, name }) => {
    if (name !== 'load') return
    loaded.add(loaderId)
    notify?.()
  })
  const isLoaded = ({ loaderId }: MainDocument): boolean => loaded.has(loaderId)

  /** Resolves once `command` is answered and `isDone` then holds; whichever of them comes last. */
  function finish<T>(
    command: Promise<T>,
    isDone: (answer: T) => boolean,
    what: string,
    timeoutMs: number,
  ): Promise<void> {
    return new Promise((resolve, reject) => {
      let check = (): boolean => false
      const settle = (act: () => void): void => {
        clearTimeout(timer)
        notify = null
        act()
      }
      const fail = (error: Error): void => settle(() => reject(error))
      const timer = setTimeout(() => fail(new Error(`${what} did not load in ${timeoutMs} ms`)), timeoutMs)
      notify = () => check() && settle(resolve)
      command.then((answer) => {
        check = () => isDone(answer)
        notify?.()
      }, fail)
      cdp.closed.then(() => fail(new Error(`${what} did not load: the browser or page has gone`)))
    })
  }

  return {
    async navigate(url, timeoutMs) {
      // Chromium 64 never answers Page.navigate for a jump within the document.
      if (isJump(await evaluateIn<string>(cdp, 'location.href', []), url)) {
        await evaluateIn(cdp, `void (location.href = ${JSON.stringify(url)})`, [])
        return
      }
      const before = documents.length
      const command = cdp.send<{ loaderId?: string; errorText?: string }>('Page.navigate', { url }).then((answer) => {
        if (answer.errorText) throw new Error(`${url} did not load: ${answer.errorText}`)
        return answer.loaderId
      })
      const isDone = (loaderId: string | undefined): boolean => {
        const since = documents.slice(before)
        // Chromium 64 answers without a loader; there the first document that can be ours counts.
        const ours = since.findIndex((it) =>
          loaderId ? it.loaderId === loaderId : it.url === url || !/^(about:blank|chrome-error:)/.test(it.url),
        )
        return ours >= 0 && since.slice(ours).some(isLoaded)
      }
      await finish(command, isDone, url, timeoutMs)
    },
    async reload(timeoutMs) {
      const before = documents.length
      await finish(cdp.send('Page.reload'), () => documents.slice(before).some(isLoaded), 'reload', timeoutMs)
    },
  }
}

function isJump(from: string, to: string): boolean {
  return to.includes('#') && from.replace(/#.*$/s, '') === new URL(to).href.replace(/#.*$/s, '')
}
