import { describe, expect, it } from 'vitest'
import { openRtb } from '../../../src/ads/index.ts'

const SPLIT = { behavioral: ['12345', '67890'], contextual: ['99999'] }
const NO_TARGETING = [null, undefined, '12345', 5, {}, { behavioral: ['1'] }, [1], ['1', null]] as never[]

describe('openRtb', () => {
  it('puts behavioural cohorts into user.data and contextual ones into site.content.data', () => {
    expect(openRtb(SPLIT)).toEqual({
      user: { data: [{ name: 'permutive.com', segment: [{ id: '12345' }, { id: '67890' }] }] },
      site: { content: { data: [{ name: 'permutive.com', segment: [{ id: '99999' }] }] } },
    })
  })

  it('says app instead of site where the request is for one', () => {
    expect(openRtb(SPLIT, { channel: 'app' })).toEqual({
      user: { data: [{ name: 'permutive.com', segment: [{ id: '12345' }, { id: '67890' }] }] },
      app: { content: { data: [{ name: 'permutive.com', segment: [{ id: '99999' }] }] } },
    })
  })

  it('has nothing of the viewer without consent, and the contextual cohorts all the same', () => {
    expect(openRtb({ behavioral: [], contextual: ['99999'] }, { extra: { puid: 'x' } })).toEqual({
      site: { content: { data: [{ name: 'permutive.com', segment: [{ id: '99999' }] }] } },
    })
  })

  it('takes a list for behavioural', () => {
    expect(openRtb(['1'])).toEqual({ user: { data: [{ name: 'permutive.com', segment: [{ id: '1' }] }] } })
  })

  it('names provider and taxonomy of both entries', () => {
    const entry = (id: string) => [{ name: 'example.com', segment: [{ id }], ext: { segtax: 600 } }]
    expect(openRtb({ behavioral: ['1'], contextual: ['2'] }, { name: 'example.com', segtax: 600 })).toEqual({
      user: { data: entry('1') },
      site: { content: { data: entry('2') } },
    })
  })

  it('caps each entry at 500 segments', () => {
    const many = Array.from({ length: 501 }, (_, i) => String(i))
    const { user, site } = openRtb({ behavioral: many, contextual: many })
    expect(user!.data![0]!.segment).toHaveLength(500)
    expect(site!.content!.data![0]!.segment).toHaveLength(500)
    expect(openRtb(many, { maxValues: 2 }).user!.data![0]!.segment).toEqual([{ id: '0' }, { id: '1' }])
  })

  it('is empty for empty targeting', () => {
    expect(openRtb([])).toEqual({})
    expect(openRtb({ behavioral: [], contextual: [] })).toEqual({})
  })

  it.each(NO_TARGETING)('is empty for %j', (targeting) => {
    expect(openRtb(targeting, { content: { url: 'app://1', properties: { title: 'One' } } })).toEqual({})
  })

  it('does not throw on null for options', () => {
    expect(openRtb(SPLIT, null as never)).toEqual({})
  })
})

describe('the content object', () => {
  const content = (given: Parameters<typeof openRtb>[1]) => openRtb([], given).site?.content

  it("says what the guide's properties say", () => {
    expect(
      content({
        content: {
          url: 'https://example.com/shows/pl-highlights/',
          properties: {
            video_id: 'vid_456',
            title: 'Highlights: Premier League Week 20',
            categories: ['sports', 'football'],
            duration_seconds: 600.4,
          },
        },
      }),
    ).toEqual({
      id: 'vid_456',
      url: 'https://example.com/shows/pl-highlights/',
      title: 'Highlights: Premier League Week 20',
      keywords: 'sports,football',
      len: 600,
    })
  })

  it("says what the vendor's standard properties say, under the key of their schema as well", () => {
    const standard = {
      title: 'Seven',
      genre: ['drama', 'crime'],
      age_rating: 'PG-13',
      runtime: 1800,
      audio_language: 'en',
      season_number: 2,
      episode_number: 0,
      iab_categories: ['IAB1-5'],
    }
    const expected = {
      id: 'ep-7',
      title: 'Seven',
      genre: 'drama,crime',
      contentrating: 'PG-13',
      len: 1800,
      language: 'en',
      season: '2',
      episode: 0,
      cat: ['IAB1-5'],
      livestream: 0,
    }
    for (const properties of [standard, { video: standard }, { audio: standard }])
      expect(content({ content: { id: 'ep-7', url: 'app://ep/7', properties, live: false } })).toEqual(expected)
  })

  it('marks what is live, and leaves it open where the app did not say', () => {
    expect(content({ content: { url: 'https://a.test/', properties: {}, live: true } })).toEqual({
      url: 'https://a.test/',
      livestream: 1,
    })
    expect(content({ content: { url: 'https://a.test/', properties: {} } })).toEqual({ url: 'https://a.test/' })
  })

  it('tells a longer language tag from a code of two letters', () => {
    expect(content({ content: { url: '', properties: { audio_language: 'pt-BR' } } })).toEqual({ langb: 'pt-BR' })
  })

  it('reads nothing else of the properties, so that nothing of the viewer goes along', () => {
    const properties = { title: 'One', viewer: { email: 'a@b.test' }, user_id: 'x', puid: 'y' }
    expect(content({ content: { url: 'app://1', properties } })).toEqual({ title: 'One' })
  })

  it('stands beside the contextual cohorts', () => {
    expect(
      openRtb(
        { behavioral: [], contextual: ['9'] },
        { channel: 'app', content: { url: 'app://1', properties: { title: 'One' } } },
      ),
    ).toEqual({ app: { content: { title: 'One', data: [{ name: 'permutive.com', segment: [{ id: '9' }] }] } } })
  })
})
