/**
 * Waits for pages to load: a navigation is over when the load event of its own document, or of
 * one that replaced it, has fired.
 */
import type { Cdp } from './cdp.ts'

interface FrameNavigated {
  frame: { id: string; parentId?: string; loaderId: string }
}

export interface Loads {
  navigate(url: string, timeoutMs: number): Promise<void>
  reload(timeoutMs: number): Promise<void>
}

export function watchLoads(cdp: Cdp): Loads {
  /** Documents of the main frame, oldest first, and which of them have loaded. */
  const documents: { loaderId: string; loaded: boolean }[] = []
  let notify: (() => void) | null = null

  cdp.on<FrameNavigated>('Page.frameNavigated', ({ frame }) => {
    if (frame.parentId) return
    documents.push({ loaderId: frame.loaderId, loaded: false })
    notify?.()
  })
  cdp.on('Page.loadEventFired', () => {
    const latest = documents[documents.length - 1]
    if (latest) latest.loaded = true
    notify?.()
  })

  function until(condition: () => boolean, what: string, timeoutMs: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const finish = (settle: () => void): void => {
        clearTimeout(timer)
        notify = null
        settle()
      }
      const timer = setTimeout(() => finish(() => reject(new Error(`${what} did not load in ${timeoutMs} ms`))), timeoutMs)
      cdp.closed.then(() => finish(() => reject(new Error(`${what}: the browser or page has gone`))))
      notify = () => condition() && finish(resolve)
      notify()
    })
  }

  return {
    async navigate(url, timeoutMs) {
      const { loaderId, errorText } = await cdp.send<{ loaderId?: string; errorText?: string }>('Page.navigate', { url })
      if (errorText) throw new Error(`${url} did not load: ${errorText}`)
      // Without a loader it was a jump within the same document.
      if (!loaderId) return
      await until(() => documents.some((it, index) => it.loaderId === loaderId && documents.slice(index).some((later) => later.loaded)), url, timeoutMs)
    },
    async reload(timeoutMs) {
      const before = documents.length
      await cdp.send('Page.reload')
      await until(() => documents.slice(before).some((it) => it.loaded), 'reload', timeoutMs)
    },
  }
}
