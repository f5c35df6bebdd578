import { readdirSync, readFileSync, statSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { mediaUrl, posterUrl, ROWS, toContent } from '../../../../demo-app/app/clips.ts'
import { parseRules } from '../../../../demo-app/server/ads/decision.ts'

const home = new URL('../../../../demo-app/', import.meta.url)
const clips = ROWS.flatMap((row) => row.clips)

describe('the catalogue', () => {
  it('has a film and a poster for every clip', () => {
    for (const clip of clips) {
      expect(statSync(new URL(mediaUrl(clip), home)).size).toBeGreaterThan(100_000)
      expect(statSync(new URL(posterUrl(clip), home)).size).toBeGreaterThan(1000)
    }
  })

  it('gives each clip one url, whatever row it stands in', () => {
    const urls = new Map(clips.map((clip) => [toContent(clip).url, clip.id]))
    expect(urls.size).toBe(new Set(clips.map((clip) => clip.id)).size)
  })

  it('tells the tracker that a podcast is sound, with properties of its own', () => {
    const podcast = clips.find((clip) => clip.isAudio)!
    expect(toContent(podcast)).toMatchObject({ kind: 'audio', properties: { audio_id: 'harbour' } })
    expect(toContent(podcast).properties).not.toHaveProperty('video_id')
    expect(toContent(clips[0]!)).toMatchObject({ kind: 'video', properties: { video_id: 'football' } })
  })

  it('begins with sports, so that an evening of pressing OK changes the ad', () => {
    expect(ROWS[0]!.clips.map((clip) => clip.categories[0])).toEqual(['sports', 'sports', 'sports'])
  })
})

describe('mediaUrl', () => {
  it('takes a podcast from the app itself, wherever the films are', () => {
    expect(mediaUrl(clips.at(-1)!, 'https://films.example/{id}/main.mp4')).toBe('media/harbour.wav')
  })

  it('puts the clip into an address that the app was given', () => {
    expect(mediaUrl(clips[0]!, 'https://films.example/{id}/main.mp4?q=1')).toBe(
      'https://films.example/football/main.mp4?q=1',
    )
  })
})

describe('the media', () => {
  const films = readdirSync(new URL('media/', home)).filter((name) => /\.(webm|wav)$/.test(name))
  const size = (name: string) => statSync(new URL(`media/${name}`, home)).size

  it('stay small enough for a repository', () => {
    for (const film of films) expect(size(film), film).toBeLessThanOrEqual(450_000)
    expect(films.reduce((sum, film) => sum + size(film), 0)).toBeLessThanOrEqual(3_600_000)
  })

  it('hold every creative of the ad server', () => {
    const { creatives } = parseRules(readFileSync(new URL('server/ads/rules.json', home), 'utf8'))
    expect(films).toEqual(expect.arrayContaining(Object.values(creatives).map((creative) => creative.file)))
  })
})
