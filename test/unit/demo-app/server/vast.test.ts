// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest'
import { parseAd } from '../../../../demo-app/app/ads/ad-call.ts'
import { formatVast } from '../../../../demo-app/server/ads/vast.ts'

const decision = { id: 'ad-x', creative: { title: 'Fish & Chips <b>', file: 'a b.webm', seconds: 6.5 }, why: '' }

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
  it('answers "no ad" without a document, for other XML and for text', async () => {
    for (const xml of [null, '<html></html>', 'sorry', '<VAST version="4.2"></VAST>']) {
      expect(await new Promise((resolve) => parseAd(xml, resolve))).toBeNull()
    }
  })
})
