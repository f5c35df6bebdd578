/**
 * How every test browser is started. These engines are years unpatched and run without a sandbox,
 * so they see nothing but this machine: no name resolves and no address answers except loopback.
 */
import { isAbsolute, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

export function chromiumFlags(userDataDir: string): string[] {
  return [
    '--headless',
    '--no-sandbox',
    '--disable-gpu',
    '--disable-dev-shm-usage',
    '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost',
    '--no-proxy-server',
    '--disable-background-networking',
    '--disable-breakpad',
    // Without a key store of the machine, 119's network service crashes where it would encrypt a cookie, and takes every request with it.
    '--disable-cookie-encryption',
    '--no-first-run',
    '--mute-audio',
    '--hide-scrollbars',
    '--autoplay-policy=no-user-gesture-required',
    '--window-size=1280,720',
    '--remote-debugging-port=0',
    `--user-data-dir=${userDataDir}`,
  ]
}

/**
 * Throws unless `url` is on this machine: loopback, or a file below `filesFolder` where one is given.
 * `about:blank` is let through: it is how a test leaves a page.
 */
export function assertLocalUrl(url: string, filesFolder: string | null): void {
  if (url === 'about:blank') return
  let parsed: URL
  try {
    parsed = new URL(url)
  } catch {
    throw new Error(`not a url: '${url}'`)
  }
  if (/^https?:$/.test(parsed.protocol) && /^(127\.0\.0\.1|localhost)$/.test(parsed.hostname)) return
  if (parsed.protocol === 'file:' && filesFolder !== null && parsed.hostname === '') {
    const path = relative(resolve(filesFolder), fileURLToPath(parsed))
    if (path !== '' && !path.startsWith('..') && !isAbsolute(path)) return
  }
  throw new Error(`test browsers open loopback pages, and files of 'filesFolder', only, not '${url}'`)
}
