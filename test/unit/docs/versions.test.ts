/** What the pages on integrations say was tested is what the lockfiles install, and every integration has its example. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { findExamples } from '../../../scripts/lib/doc-blocks.mjs'

const root = new URL('../../../', import.meta.url)
const read = (path: string): string => readFileSync(new URL(path, root), 'utf8')

interface Lockfile {
  packages: Record<string, { version?: string }>
}

/** Every version installed at the top of a folder of tests, or of the repository, by name. */
const installed = new Map<string, string[]>()
for (const folder of ['', ...readdirSync(new URL('test/', root)).map((name) => `test/${name}/`)]) {
  if (!existsSync(new URL(`${folder}package-lock.json`, root))) continue
  const { packages } = JSON.parse(read(`${folder}package-lock.json`)) as Lockfile
  for (const [path, { version }] of Object.entries(packages)) {
    const name = /^node_modules\/((?:@[^/]+\/)?[^/]+)$/.exec(path)?.[1]
    if (name && version) installed.set(name, [...(installed.get(name) ?? []), version])
  }
}

const pages = readdirSync(new URL('docs/', root)).filter((page) => page.endsWith('.md'))
/** Rows that name a package and a version. */
const rows = pages.flatMap((page) =>
  [...read(`docs/${page}`).matchAll(/^\| `([@\w./-]+)` \| (\d+\.\d+\.\d+) \|/gm)].map(([, name, version]) => ({
    page,
    name: name!,
    version: version!,
  })),
)

describe('the tables of what was tested', () => {
  it.each(rows)('name what is installed: $name in $page', ({ name, version }) => {
    expect(installed.get(name)).toContain(version)
  })

  it.each([
    ['consent.md', ['@iabtcf/cmpapi', '@iabtcf/core', '@iabtcf/stub', '@iabgpp/cmpapi']],
    [
      'players.md',
      [
        'video.js',
        'videojs-contrib-ads',
        'shaka-player',
        'hls.js',
        'dashjs',
        'theoplayer',
        'bitmovin-player',
        '@types/tizen-tv-webapis',
      ],
    ],
    [
      'ad-calls.md',
      [
        'prebid.js',
        '@dailymotion/vast-client',
        'hls.js',
        'shaka-player',
        'videojs-contrib-ads',
        'videojs-ima',
        '@types/google_interactive_media_ads_types',
        'theoplayer',
      ],
    ],
  ])('hold every package of %s', (page, names) => {
    expect(rows.filter((row) => row.page === page).map(({ name }) => name)).toEqual(names)
  })

  it.each(['players.md', 'consent.md', 'contextual.md', 'ad-calls.md'])('are there in %s', (page) => {
    expect(read(`docs/${page}`)).toMatch(/^## What was tested$/m)
  })
})

describe('the index of integrations in the readme', () => {
  const readme = read('README.md')
  const section = readme.slice(readme.indexOf('\n## Works with\n'), readme.indexOf('\n## How it behaves\n'))

  it.each([
    [
      'players.md',
      [
        'media-elements',
        'videojs',
        'shaka-player',
        'hlsjs',
        'dashjs',
        'theoplayer',
        'bitmovin-player',
        'avplay',
        'hbbtv-the-av-control-object',
        'hbbtv-broadcast',
      ],
    ],
    ['consent.md', ['your-own-dialog', 'tcf-v2', 'gpp', 'onetrust', 'didomi', 'sourcepoint']],
    [
      'ad-calls.md',
      [
        ...read('docs/ad-calls.md').matchAll(/^### (?=Google|FreeWheel|AdsWizz|SpringServe|Xandr|AWS|OpenRTB)(.+)$/gm),
      ].map(([, title]) =>
        title!
          .toLowerCase()
          .replace(/[^\w\s-]/g, '')
          .replace(/\s/g, '-'),
      ),
    ],
  ])('leads to every integration of %s', (page, anchors) => {
    const linked = [...section.matchAll(new RegExp(`docs/${page}#([\\w-]+)\\)`, 'g'))].map(([, anchor]) => anchor)
    expect(anchors.length).toBeGreaterThan(5)
    expect(linked).toEqual(expect.arrayContaining(anchors))
  })

  it('leads to contextual signals', () => {
    expect(section).toContain('](docs/contextual.md)')
  })
})

describe('the page on contextual signals', () => {
  it('has one example', () => {
    expect(findExamples(read('docs/contextual.md'))).toHaveLength(1)
  })
})
