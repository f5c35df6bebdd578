/**
 * The linter between a tracker and the wire: what it finds is found before the event leaves, and nothing else changes.
 */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { createLinter } from '../../../dev/index.ts'
import type { Finding, LintedWorkspace, LinterOptions } from '../../../dev/index.ts'
import { decorateAdTag } from '../../../src/ads/index.ts'
import type { Transport } from '../../../src/ports/transport.ts'
import { loadSampleWorkspace, sampleWorkspacePath } from '../../../tools/emulator/workspace/load.ts'

const workspace = loadSampleWorkspace().definition as LintedWorkspace
const silent: Transport = { send: () => () => undefined, beacon: () => false, isOffline: () => false }

function lint(options: Partial<LinterOptions> = {}) {
  const told: string[] = []
  const linter = createLinter({ workspace, transport: silent, report: ({ message }) => told.push(message), ...options })
  return { linter, told }
}

const request = (body: unknown) => ({
  url: 'https://api.permutive.app/ccs/v1/segmentation?k=k',
  body: typeof body === 'string' ? body : JSON.stringify(body),
  headers: {},
  timeoutMs: 1000,
})

describe('an event', () => {
  it.each([
    ['videoview', {}, 'videoview: name: expected Videoview (did you mean that?), received videoview'],
    ['VideoVeiw', {}, 'VideoVeiw: name: expected Videoview (did you mean that?), received VideoVeiw'],
    [
      'Purchase',
      {},
      `Purchase: name: expected an event of the workspace (${Object.keys(workspace.events).join(', ')}), received Purchase`,
    ],
    ['toString', {}, expect.stringContaining('toString: name: expected an event')],
    ['Videoview', { categories: 'news' }, 'Videoview: properties.categories: expected array, received "news"'],
    ['Pageview', { client: 1 }, 'Pageview: properties.client: expected another name, this one is reserved, received 1'],
    [
      'Pageview',
      { a: { b: { c: { d: 1 } } } },
      'Pageview: properties.a.b.c: expected at most 3 levels, received one more: {"d":1}',
    ],
    [
      'Pageview',
      { a: [{ b: { c: {} } }] },
      'Pageview: properties.a[0].b.c: expected at most 3 levels, received one more: {}',
    ],
    ['Pageview', { ids: Array(101).fill(1) }, 'Pageview: properties.ids: expected at most 100 entries, received 101'],
    ['Pageview', { ids: [1, '2'] }, 'Pageview: properties.ids: expected entries of one type (number), received string'],
  ])('named %s with %j is found to be wrong', (name, properties, message) => {
    expect(
      lint()
        .linter.checkEvent(name, properties)
        .map((finding) => finding.message),
    ).toEqual([message])
  })

  it('that is right says nothing', () => {
    const { linter, told } = lint()
    linter.checkEvent('Videoview', { video_id: 'v', categories: ['sports'], video: { subtitles: { enabled: true } } })
    linter.checkEvent('VideoCompletion', { aggregations: { VideoEngagement: { engaged_time: 4, completion: 0.5 } } })
    linter.checkEvent('Pageview')
    expect(told).toEqual([])
    expect(linter.findings).toEqual([])
  })
})

describe('a request', () => {
  const body = {
    aliases: [
      { tag: 'Email_sha256', id: 'e', priority: 0 },
      { tag: 'tifa', id: 't', priority: 1 },
    ],
    events: [
      { name: 'videoview', time: '2024-01-15T10:30:00.000Z', properties: {} },
      { name: 'Videoview', time: '2024-01-15T10:30:00.000Z', properties: { categories: 'news' } },
    ],
  }
  const expected = [
    'videoview: name: expected Videoview (did you mean that?), received videoview',
    'Videoview: properties.categories: expected array, received "news"',
    'identity: tag: expected email_sha256 (did you mean that?), received Email_sha256',
  ]

  it('is checked before it leaves, and leaves as it is', () => {
    const order: string[] = []
    const transport: Transport = {
      ...silent,
      send(sent, done) {
        order.push(sent.body)
        done({ status: 200, body: '{}', date: null, retryAfter: null })
        return () => order.push('aborted')
      },
    }
    const { linter } = lint({ transport, report: ({ subject }) => order.push(subject) })
    let status = 0
    linter.ports.transport.send(request(body), (answer) => (status = answer.status))()
    expect(order).toEqual(['videoview', 'Videoview', 'identity', JSON.stringify(body), 'aborted'])
    expect(status).toBe(200)
  })

  it('says what is wrong once, however often it is sent', () => {
    const { linter, told } = lint()
    for (let i = 0; i < 3; i += 1) linter.ports.transport.send(request(body), () => undefined)
    linter.ports.transport.beacon('https://x.example', JSON.stringify(body))
    expect(told).toEqual(expected)
    expect(linter.findings.map(({ message }) => message)).toEqual(expected)
  })

  it.each(['', 'no json', 'null', '[]', '{"events":7,"aliases":{}}', '{"events":[null,3]}'])(
    'that is none of ours says nothing: %j',
    (text) => {
      const { linter, told } = lint()
      linter.ports.transport.send(request(text), () => undefined)
      expect(told).toEqual([])
    },
  )

  it('leaves also where the one who hears of it throws', () => {
    let sent = 0
    const { linter } = lint({
      transport: { ...silent, send: () => ((sent += 1), () => undefined) },
      report: () => {
        throw new Error('theirs')
      },
    })
    linter.ports.transport.send(request(body), () => undefined)
    expect([sent, linter.findings.length]).toEqual([1, 3])
  })

  it('keeps a bounded list of what is wrong', () => {
    const { linter, told } = lint()
    for (let i = 0; i < 600; i += 1) linter.checkEvent(`Event_${i}_of_many`)
    expect([linter.findings.length, told.length]).toEqual([500, 500])
  })
})

describe('an ad call', () => {
  const messages = (url: string, options: Partial<LinterOptions> = {}): string[] =>
    lint(options)
      .linter.checkAdCall(url)
      .map((finding: Finding) => finding.message)
  const gam = (params: string): string =>
    `https://pubads.example/gampad/ads?sz=640x480&cust_params=${encodeURIComponent(params)}`

  it.each(['gam', 'freewheel', 'adswizz', 'springserve', 'xandr'] as const)(
    'as `decorateAdTag` writes it for %s says nothing, and one with unknown ids does',
    (preset) => {
      const write = (behavioral: string[], contextual: string[]): string =>
        decorateAdTag('https://ads.example/ad/g/1?a=b;c=d;', { behavioral, contextual }, preset)
      expect(messages(write(['12345', '67890'], ['99999']))).toEqual([])
      const key = `${{ adswizz: 'aw_0_1st.', xandr: 'kw_' }[preset as string] ?? ''}permutive`
      expect(messages(write(['4'], ['99999']))).toEqual([
        `ad call: ${key}: expected a behavioural cohort of the workspace, received 4`,
      ])
    },
  )

  it.each([
    [gam('Permutive=12345'), 'ad call: Permutive: expected permutive (did you mean that?), received Permutive'],
    [
      gam('permutive=99999'),
      'ad call: permutive: expected a behavioural cohort, received 99999, which is of the other kind',
    ],
    [
      gam('prmtvctx=12345'),
      'ad call: prmtvctx: expected a contextual cohort, received 12345, which is of the other kind',
    ],
    [gam('permutive=12345%252C67890'), 'ad call: permutive: expected values escaped once, received "12345%2C67890"'],
    [
      gam(`permutive=${Array(101).fill('12345').join(',')}`),
      'ad call: permutive: expected at most 100 values, received 101',
    ],
    [
      gam('a_key_that_is_far_too_long=1'),
      'ad call: a_key_that_is_far_too_long: expected a key of at most 20 characters, received 26',
    ],
    [gam('2nd=1'), expect.stringContaining('ad call: 2nd: expected a key of letters')],
    [
      gam(`genre=${'x'.repeat(41)}`),
      expect.stringContaining('ad call: genre: expected values of at most 40 characters'),
    ],
  ])('%s is found to be wrong', (url, message) => {
    expect(messages(url)).toEqual([message])
  })

  it('may leave values to the ad server, and name its keys otherwise', () => {
    expect(messages(gam('permutive=%%PERMUTIVE%%'))).toEqual([])
    expect(messages('https://ads.example/?seg=4', { keys: { behavioral: 'seg' } })).toEqual([
      'ad call: seg: expected a behavioural cohort of the workspace, received 4',
    ])
  })
})

describe('the workspace', () => {
  it('may be the text of the file, comments and trailing commas included', () => {
    const text = readFileSync(sampleWorkspacePath(), 'utf8')
    const { linter } = lint({ workspace: `\uFEFF${text.replace(/\]\s*\}\s*$/, '],}')} // the end` })
    expect(linter.checkEvent('videoview')).toHaveLength(1)
    expect(linter.checkEvent('Videoview', { title: 'https://x.example/ /* no comment */, ]' })).toEqual([])
  })

  it.each(['', '{', '[]', '{}', 'null'])('is refused where it is none: %j', (text) => {
    expect(() => lint({ workspace: text })).toThrow()
  })
})
