/**
 * Who may use the emulator's own routes: this machine, from the console itself, or whoever has the token.
 * Pure.
 */
import { timingSafeEqual } from 'node:crypto'
import { BlockList, isIP } from 'node:net'

/** A request as far as access looks at it. */
export interface Visit {
  /** Address of the peer. */
  peer: string
  /** The port it came to. */
  port: number
  /** The request target as it was sent. */
  target: string
  headers: Readonly<Record<string, string | string[] | undefined>>
  /** The matched route is the console's page, which may be opened from a link. */
  isPage: boolean
}

/** Why a visit is refused, or null where it is not. */
export type Access = (visit: Visit) => string | null

export function createAccess(token: string): Access {
  return (visit) => {
    // Only proxies are asked like this, and then under a host of its own.
    if (!visit.target.startsWith('/')) return 'These routes are not for proxies.'
    if (!isSameOrigin(visit)) return 'These routes answer to no other site: the request came from another origin.'
    if (isLoopback(visit.peer) && isLoopbackHost(text(visit.headers['host']))) return null
    if (hasToken(visit, token)) return null
    return 'These routes answer to the machine the emulator runs on, as localhost or 127.0.0.1. From elsewhere they need the token it printed at its start.'
  }
}

/** The cookie that the console's page keeps the token in. Cookies know no port, so its name has it. */
export function cookieName(port: number): string {
  return `ctv_tracker_emulator_${port}`
}

/** A page says where its requests come from; what is no page (curl, a test) says nothing. */
function isSameOrigin({ headers, isPage }: Visit): boolean {
  const origin = headers['origin']
  if (origin !== undefined && origin !== `http://${text(headers['host'])}`) return false
  const site = headers['sec-fetch-site']
  if (site === undefined || site === 'same-origin' || site === 'none') return true
  // A link of another site may open the page; that site cannot look into it.
  return isPage && headers['sec-fetch-mode'] === 'navigate' && headers['sec-fetch-dest'] === 'document'
}

function hasToken({ headers, port, target, isPage }: Visit, token: string): boolean {
  const bearer = /^Bearer +(\S+)$/i.exec(text(headers['authorization']))?.[1]
  const cookie = text(headers['cookie'])
    .split(/; */)
    .find((each) => each.startsWith(`${cookieName(port)}=`))
    ?.slice(cookieName(port).length + 1)
  const asked = isPage ? new URLSearchParams(target.split('?')[1]).get('token') : null
  return [bearer, cookie, asked].some((given) => isSame(given ?? '', token))
}

function isSame(given: string, token: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(token)]
  return a.length === b.length && timingSafeEqual(a, b)
}

const loopback = new BlockList()
loopback.addSubnet('127.0.0.0', 8, 'ipv4')
loopback.addAddress('::1', 'ipv6')

/** Whether an address is this machine's own. */
export function isLoopback(address: string): boolean {
  const family = isIP(address)
  return family !== 0 && loopback.check(address, family === 6 ? 'ipv6' : 'ipv4')
}

/** Whether a `Host` header can only mean this machine. */
export function isLoopbackHost(host: string): boolean {
  const name = /^(?:\[([0-9a-f:.]+)\]|([a-z0-9.-]+))(?::\d{1,5})?$/i.exec(host)
  if (name === null) return false
  if (name[1] !== undefined) return isLoopback(name[1])
  const plain = name[2]!.toLowerCase()
  return plain === 'localhost' || plain.endsWith('.localhost') || isLoopback(plain)
}

function text(header: string | string[] | undefined): string {
  return typeof header === 'string' ? header : ''
}
