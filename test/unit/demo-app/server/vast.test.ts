// @vitest-environment happy-dom
import { describe, expect, it, vi } from 'vitest'
import type { Ad } from '../../../../demo-app/app/ads/ad-call.ts'
import { parseAd } from '../../../../demo-app/app/ads/ad-call.ts'
import { formatVast } from '../../../../demo-app/server/ads/vast.ts'

const decision = {
  id: 'ad-x',
  creative: { title: 'Fish & Chips <b>', file: 'a b.webm', seconds: 6.5 },
  why: '',
  because: [{ key: 'permutive', cohort: '1', name: 'food & drink' }],
}

describe('formatVast', () => {
  it('escapes what stands in text and encodes what stands in urls', () => {
    const xml = formatVast(decision, 'http://host:1', 'id-1')
    expect(xml).toContain('<AdTitle>Fish &#38; Chips &#60;b&#62;</AdTitle>')
    expect(xml).toContain('<![CDATA[http://host:1/media/a%20b.webm]]>')
  })

  it('writes the duration to the millisecond', () => {
    expect(formatVast(decision, 'http://host:1', 'id-1')).toContain('<Duration>00:00:06.500</Duration>')
  })
})

describe('parseAd', () => {
  it('reads from the answer why it is this ad', async () => {
    // happy-dom reads no CDATA sections, as every browser does.
    const xml = formatVast(decision, 'http://host:1', 'id-1').replace(/<!\[CDATA\[(.*?)\]\]>/g, 'http://host:1/x.webm')
    vi.spyOn(HTMLVideoElement.prototype, 'canPlayType').mockReturnValue('maybe')
    const ad = await new Promise<Ad | null>((resolve) => parseAd(xml, resolve))
    expect(ad!.because).toEqual([{ key: 'permutive', cohort: '1', name: 'food & drink' }])
    vi.restoreAllMocks()
  })

  it('answers "no ad" without a document, for other XML and for text', async () => {
    for (const xml of [null, '<html></html>', 'sorry', '<VAST version="4.2"></VAST>']) {
      expect(await new Promise((resolve) => parseAd(xml, resolve))).toBeNull()
    }
  })
})
