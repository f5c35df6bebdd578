/** docs/contextual.md: what it says of `contentUrl` is what that does. */
import { readFileSync } from 'node:fs'
import { runInNewContext } from 'node:vm'
import { describe, expect, it } from 'vitest'
import { contentUrl, STRIPPED } from '../../../src/contextual/content-url.ts'

const page = readFileSync(new URL('../../../docs/contextual.md', import.meta.url), 'utf8')

describe('the page on contextual signals', () => {
  it('lists every parameter that is left out, and no other', () => {
    const rows = [...page.matchAll(/^\| (?:campaigns|sessions|viewers and devices) \| (.+) \|$/gm)].flatMap(
      ([, cells]) => cells!.split(' ').map((cell) => cell.slice(1, -1)),
    )
    expect(rows).toEqual(STRIPPED.split(' '))
  })

  const given = [...page.matchAll(/^\| `(\{.+\})` \| (?:`(.+)`|empty) \|$/gm)].map(([, address, url]) => ({
    address: address!,
    url: url ?? '',
  }))

  it('has its table of urls', () => {
    expect(given).toHaveLength(6)
  })

  it.each(given)('says what becomes of $address', ({ address, url }) => {
    expect(contentUrl(runInNewContext(`(${address})`))).toBe(url)
  })
})
