/**
 * Contextual bodies, against the examples of the Direct API guide.
 */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatContextualRequest, parseContextualAnswer } from '../../../src/contextual/wire.ts'

const URL = 'https://example.com/shows/pl-highlights/'
const PROPERTIES = {
  video_id: 'vid_456',
  title: 'Highlights: Premier League Week 20',
  categories: ['sports', 'football'],
  duration_seconds: 600,
}
const body = (...args: Parameters<typeof formatContextualRequest>) => JSON.parse(formatContextualRequest(...args))

describe('a request', () => {
  it('is that of the guide', () => {
    expect(body(URL, PROPERTIES, 'video')).toEqual({ url: URL, page_properties: { video: PROPERTIES } })
  })

  it('wraps under another key where the app says so', () => {
    expect(body(URL, PROPERTIES, 'audio')).toEqual({ url: URL, page_properties: { audio: PROPERTIES } })
  })

  it('does not wrap properties that hold the key already', () => {
    const properties = { client: { title: 'x' }, video: PROPERTIES }
    expect(body(URL, properties, 'video')).toEqual({ url: URL, page_properties: properties })
  })

  it('sends properties as they are where wrapping is off', () => {
    expect(body(URL, PROPERTIES, false)).toEqual({ url: URL, page_properties: PROPERTIES })
  })

  it('wraps nothing at all as an empty object', () => {
    expect(body(URL, {}, 'video')).toEqual({ url: URL, page_properties: { video: {} } })
  })

  it('takes no inherited name for the key', () => {
    expect(body(URL, PROPERTIES, 'constructor')).toEqual({ url: URL, page_properties: { constructor: PROPERTIES } })
  })

  it.each(['myapp://podcast/1234', 'smartspeaker://station/abc123', 'https://example.com/ä?b=c&d="e"#f'])(
    'takes the url %s as it is',
    (url) => {
      expect(body(url, {}, 'video').url).toBe(url)
    },
  )
})

describe('an answer', () => {
  it('of the guide is read', () => {
    expect(parseContextualAnswer('{"activations":{"freewheel":["99999"],"dfp":["88888"]}}')!.activations).toEqual({
      freewheel: ['99999'],
      dfp: ['88888'],
    })
  })

  it('keeps its cohorts beside, and what it says of the content, where that is an object', () => {
    const answer = (data: unknown) =>
      parseContextualAnswer(JSON.stringify({ cohorts: ['1', 2], contextual_data: data }))
    const classifications = { keywords: ['lake'] }
    expect(answer({ classifications })).toEqual({ cohorts: ['1', '2'], activations: {}, classifications })
    for (const none of [undefined, null, 'x', [], { classifications: [] }, { classifications: 'x' }, {}])
      expect(answer(none)).toEqual({ cohorts: ['1', '2'], activations: {}, classifications: null })
  })

  it('without activations has no signals', () => {
    expect(parseContextualAnswer('{}')!.activations).toEqual({})
    expect(parseContextualAnswer('{"activations":null,"cohorts":["1"]}')!.activations).toEqual({})
    expect(parseContextualAnswer('{"activations":[]}')!.activations).toEqual({})
  })

  it.each([[''], ['<html>'], ['{"activations":{"dfp":["888'], ['null'], ['[]'], ['"x"'], ['1'], ['true']])(
    'is none where the body is %s',
    (text) => {
      expect(parseContextualAnswer(text)).toBeNull()
    },
  )

  it('never throws', () => {
    fc.assert(fc.property(fc.oneof(fc.json(), fc.string()), (text) => parseContextualAnswer(text) !== undefined))
  })
})
