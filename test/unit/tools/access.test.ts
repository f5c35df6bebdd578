/**
 * Who may use the emulator's own routes.
 */
import { describe, expect, it } from 'vitest'
import { cookieName, createAccess, isLoopback, isLoopbackHost } from '../../../tools/emulator/access.ts'
import type { Visit } from '../../../tools/emulator/access.ts'

const token = 'aQ3-token_of-this-run'
const access = createAccess(token)

const visit = (over: Partial<Visit> = {}, headers: Visit['headers'] = {}): Visit => ({
  peer: '127.0.0.1',
  port: 8787,
  target: '/_emulator/users',
  isPage: false,
  ...over,
  headers: { host: '127.0.0.1:8787', ...headers },
})
const lan = { peer: '192.168.1.20' }
const lanHost = { host: '192.168.1.5:8787' }

describe('an address', () => {
  it.each(['127.0.0.1', '127.8.9.1', '::1', '0:0:0:0:0:0:0:1', '::ffff:127.0.0.1', '::ffff:7f00:1'])(
    '%s is this machine',
    (address) => {
      expect(isLoopback(address)).toBe(true)
    },
  )

  it.each(['192.168.1.20', '::ffff:192.168.1.20', 'fe80::1', '10.127.0.1', '127.0.0.1.example', '127.', '0.0.0.0', ''])(
    '%j is not',
    (address) => {
      expect(isLoopback(address)).toBe(false)
    },
  )
})

describe('a host', () => {
  it.each(['localhost', 'LOCALHOST:8787', 'tv.localhost:80', '127.0.0.1', '127.1.2.3:8787', '[::1]', '[::1]:8787'])(
    '%s can only mean this machine',
    (host) => {
      expect(isLoopbackHost(host)).toBe(true)
    },
  )

  it.each([
    '127.evil.example',
    '127.0.0.1.evil.example:8787',
    'localhost.evil.example',
    'evillocalhost',
    'evil.example',
    '192.168.1.5:8787',
    '[::2]',
    '127.0.0.1@evil.example',
    'evil.example@127.0.0.1',
    '127.0.0.1:8787/',
    '127.0.0.1, evil.example',
    '',
  ])('%j may mean another', (host) => {
    expect(isLoopbackHost(host)).toBe(false)
  })
})

describe('this machine', () => {
  it('is let in, from the console and from what is no page', () => {
    expect(access(visit())).toBeNull()
    for (const site of ['same-origin', 'none']) expect(access(visit({}, { 'sec-fetch-site': site }))).toBeNull()
    expect(access(visit({}, { origin: 'http://127.0.0.1:8787', 'sec-fetch-site': 'same-origin' }))).toBeNull()
  })

  it.each([
    { origin: 'https://evil.example' },
    { origin: 'null' },
    { origin: 'http://127.0.0.1:8080' },
    { origin: 'http://localhost:8787' },
    { origin: 'https://127.0.0.1:8787' },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' },
    { host: 'evil.example:8787' },
    { host: 'evil.example:8787', origin: 'http://evil.example:8787', 'sec-fetch-site': 'same-origin' },
  ])('is refused what a page of another origin asks for: %j', (headers) => {
    expect(access(visit({}, headers))).not.toBeNull()
    expect(access(visit({}, { ...headers, authorization: `Bearer ${token}` })) === null).toBe(
      headers.origin === undefined && headers['sec-fetch-site'] === undefined
        ? true
        : headers.host === 'evil.example:8787',
    )
  })

  it('opens the page, and only that, from a link of another site', () => {
    const link = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' }
    expect(access(visit({ isPage: true, target: '/' }, link))).toBeNull()
    expect(access(visit({ isPage: true, target: '/' }, { ...link, 'sec-fetch-dest': 'iframe' }))).not.toBeNull()
    expect(access(visit({ isPage: true, target: '/' }, { ...link, 'sec-fetch-mode': 'no-cors' }))).not.toBeNull()
  })

  it('is refused in the form in which proxies are asked', () => {
    expect(access(visit({ target: 'http://127.0.0.1:8787/_emulator/users' }))).toMatch('proxies')
  })
})

describe('another machine', () => {
  it('is refused without the token, whatever host it names', () => {
    expect(access(visit(lan, lanHost))).toMatch('token')
    expect(access(visit(lan))).toMatch('token')
    expect(access(visit({}, lanHost))).toMatch('token')
  })

  it('is let in with it: in a header, in the cookie of the page, or in the address of the page', () => {
    expect(access(visit(lan, { ...lanHost, authorization: `Bearer ${token}` }))).toBeNull()
    expect(access(visit(lan, { ...lanHost, cookie: `a=b; ${cookieName(8787)}=${token}` }))).toBeNull()
    expect(access(visit({ ...lan, isPage: true, target: `/?token=${token}` }, lanHost))).toBeNull()
  })

  it.each([
    { authorization: 'Bearer wrong' },
    { authorization: `Basic ${token}` },
    { authorization: `Bearer ${token}x` },
    { cookie: `${cookieName(8788)}=${token}` },
    { cookie: `${cookieName(8787)}=` },
  ])('is refused with a wrong one: %j', (headers) => {
    expect(access(visit(lan, { ...lanHost, ...headers }))).toMatch('token')
  })

  it('cannot put it into the address of anything but the page', () => {
    expect(access(visit({ ...lan, target: `/_emulator/users?token=${token}` }, lanHost))).toMatch('token')
  })
})
