/**
 * A decision as VAST 4.2, elements in the order of its schema. Pure.
 */
import { escapeXml } from '../template.ts'
import type { Decision } from './decision.ts'

const QUARTILES = ['start', 'firstQuartile', 'midpoint', 'thirdQuartile', 'complete']

/**
 * `base` is the URL of the demo without a slash at the end; `id` identifies this one ad. `reportTo`: where the player reports an event
 * of the ad, in the place of the demo's server.
 */
export function formatVast(
  { id: creativeId, creative, because }: Decision,
  base: string,
  id: string,
  reportTo?: (event: string) => string,
): string {
  const parameters = `ad=${encodeURIComponent(id)}&creative=${encodeURIComponent(creativeId)}`
  const event = (name: string) => `<![CDATA[${reportTo?.(name) ?? `${base}/ads/event/${name}?${parameters}`}]]>`
  const tracking = QUARTILES.map((name) => `            <Tracking event="${name}">${event(name)}</Tracking>`)
  const reasons = because.map(
    ({ key, cohort, name }) =>
      `<Why><Key>${escapeXml(key)}</Key><Cohort>${escapeXml(cohort)}</Cohort><Name>${escapeXml(name)}</Name></Why>`,
  )
  return `<?xml version="1.0" encoding="UTF-8"?>
<VAST version="4.2" xmlns="http://www.iab.com/VAST">
  <Ad id="${escapeXml(id)}">
    <InLine>
      <AdSystem version="1.0">ctv-tracker demo</AdSystem>
      <Error>${event('error')}</Error>
      <Extensions>
        <Extension>${reasons.join('')}</Extension>
      </Extensions>
      <Impression id="demo">${event('impression')}</Impression>
      <AdServingId>${escapeXml(id)}</AdServingId>
      <AdTitle>${escapeXml(creative.title)}</AdTitle>
      <Creatives>
        <Creative id="${escapeXml(creativeId)}" sequence="1">
          <Linear>
            <TrackingEvents>
${tracking.join('\n')}
            </TrackingEvents>
            <Duration>${formatDuration(creative.seconds)}</Duration>
            <MediaFiles>
              <MediaFile delivery="progressive" type="video/webm" width="640" height="360" codec="vp9"><![CDATA[${base}/media/${encodeURIComponent(creative.file)}]]></MediaFile>
            </MediaFiles>
          </Linear>
          <UniversalAdId idRegistry="unknown">${escapeXml(creativeId)}</UniversalAdId>
        </Creative>
      </Creatives>
    </InLine>
  </Ad>
</VAST>
`
}

/** `hh:mm:ss.mmm` */
function formatDuration(seconds: number): string {
  return new Date(Math.round(seconds * 1000)).toISOString().slice(11, 23)
}
