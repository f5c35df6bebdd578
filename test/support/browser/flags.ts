/**
 * How every test browser is started. These engines are years unpatched and run without a sandbox,
 * so they see nothing but this machine: no name resolves and no address answers except loopback.
 */
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
    '--no-first-run',
    '--mute-audio',
    '--hide-scrollbars',
    '--autoplay-policy=no-user-gesture-required',
    '--window-size=1280,720',
    '--remote-debugging-port=0',
    `--user-data-dir=${userDataDir}`,
  ]
}

/** Throws unless `url` is on this machine. `about:blank` is let through: it is how a test leaves a page. */
export function assertLocalUrl(url: string): void {
  if (url === 'about:blank') return
  let parsed: URL
  try {
    parsed = new URL(url)
  } catch {
    throw new Error(`not a url: '${url}'`)
  }
  const loopback = /^https?:$/.test(parsed.protocol) && /^(127\.0\.0\.1|localhost)$/.test(parsed.hostname)
  if (!loopback && parsed.protocol !== 'file:') {
    throw new Error(`test browsers open loopback and file pages only, not '${url}'`)
  }
}
