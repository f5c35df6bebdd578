/** The comparison's own arithmetic: what was sent is read right, judged right, and shown as it is. */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { median } from '../../../bench/compare/costs.ts'
import { createEvening, HOUR } from '../../../bench/compare/evening.ts'
import { judge } from '../../../bench/compare/judging.ts'
import { findInstalled } from '../../../bench/compare/packages.ts'
import { peers } from '../../../bench/compare/peers.ts'
import { measureUnion, readCounted } from '../../../bench/compare/reading.ts'
import type { CostRow } from '../../../bench/compare/tables.ts'
import {
  eveningTable,
  lossTable,
  playTable,
  replaceTables,
  shareTable,
  startTable,
  timeTable,
  weightTable,
} from '../../../bench/compare/tables.ts'
import type { ScriptedView } from '../../../bench/compare/views.ts'
import { readScriptedViews } from '../../../bench/compare/views.ts'

const truth = { timeS: 60, share: 0.5, timeToleranceS: 0.6, shareTolerance: 0.005 }
const received = (...bodies: unknown[]) =>
  bodies.map((body) => ({ path: '/', body: JSON.stringify(body), sizeBytes: 1 }))

describe('judging', () => {
  it('takes what is within the tolerance, and nothing beyond', () => {
    expect(judge({ timeS: 60.6, share: 0.495, views: 1 }, truth)).toEqual({ isTimeRight: true, isShareRight: true })
    expect(judge({ timeS: 59.39, share: 0.506, views: 1 }, truth)).toEqual({ isTimeRight: false, isShareRight: false })
  })

  it('takes either reading where there are two', () => {
    expect(
      [60, 120, 90].map((timeS) => judge({ timeS, share: null, views: 1 }, { ...truth, otherTimeS: 120 }).isTimeRight),
    ).toEqual([true, true, false])
  })

  it('does not take silence for right', () => {
    expect(judge({ timeS: null, share: null, views: null }, { ...truth, timeS: 0, share: 0 })).toEqual({
      isTimeRight: false,
      isShareRight: false,
    })
  })
})

describe('reading', () => {
  it('adds up completions', () => {
    const completion = (timeS: number, share: number) => ({
      events: [{ name: 'VideoCompletion', properties: { time_spent_seconds: timeS, percentage_watched: share } }],
    })
    expect(readCounted('ctv-tracker', received(completion(10, 0.1), completion(20, 0.3)), 100)).toEqual({
      timeS: 30,
      share: 0.3,
      views: 2,
    })
  })

  it('takes the last session of a Snowplow film', () => {
    const event = (timePlayed: number) => ({
      data: [
        {
          co: JSON.stringify({
            data: [
              {
                schema: 'iglu:com.snowplowanalytics.snowplow.media/session/jsonschema/1-0-0',
                data: { mediaSessionId: 'a', timePlayed, contentWatched: 25 },
              },
            ],
          }),
        },
      ],
    })
    expect(readCounted('snowplow', received(event(5), event(8)), 100)).toEqual({ timeS: 8, share: 0.25, views: 1 })
  })

  it('adds up the views of Mux, ads left out, stretches counted once', () => {
    const events = [
      { xid: 'a', xctpbti: 50_000, dpntimscv: 20_000, vpbrg: '["0:30000"]' },
      { xid: 'b', xctpbti: 10_000, vpbrg: '["20000:40000"]' },
    ]
    expect(readCounted('mux-embed', received({ events }), 100)).toEqual({ timeS: 40, share: 0.4, views: 2 })
  })

  it('finds the summary of an mParticle session, which tells no share', () => {
    expect(
      readCounted(
        'mparticle',
        received({
          events: [{ data: { custom_attributes: { media_session_id: 'a', media_content_time_spent: 1500 } } }],
        }),
        100,
      ),
    ).toEqual({
      timeS: 1.5,
      share: null,
      views: 1,
    })
  })

  it.each(peers.map(({ name }) => name))('says so where nothing arrived: %s', (name) => {
    expect(readCounted(name, [], 100)).toEqual({ timeS: null, share: null, views: null })
  })

  it('measures a union', () => {
    expect(
      measureUnion([
        [5, 7],
        [0, 2],
        [1, 3],
        [6, 6.5],
      ]),
    ).toBe(5)
  })
})

describe('the scripted views', () => {
  it('are twelve, and the wall clock leaves the other in three of them', () => {
    const views = readScriptedViews()
    expect(views.map(({ name }) => name)).toEqual(Array.from({ length: 12 }, (_, place) => `S${place + 1}`))
    const leaps = views
      .map(({ name, rows }) => [name, rows.flatMap(({ aheadMs }) => aheadMs ?? [])])
      .filter(([, ahead]) => ahead!.length > 0)
    expect(leaps).toEqual([
      ['S5', [3_600_000]],
      ['S6', [-3_600_000]],
      ['S7', [630_720_000_000]],
    ])
  })
})

describe('ordinary viewing', () => {
  it('goes forward in time, each film from its load to its stop', () => {
    for (const rows of [HOUR, createEvening()]) {
      expect(rows.every(({ t }, place) => place === 0 || t >= rows[place - 1]!.t)).toBe(true)
      expect([rows[0]!.signal, rows.at(-1)!.signal]).toEqual(['load', 'stop'])
    }
  })

  it('plays as long as the page says', () => {
    const playedS = (rows: readonly { signal: string }[]): number =>
      rows.filter(({ signal }) => signal === 'timeupdate').length / 4
    expect([playedS(HOUR), playedS(createEvening())]).toEqual([3600, 6300])
  })

  it('takes the middle of what was measured', () => {
    expect([median([3, 1, 2]), median([4, 1, 2, 3])]).toEqual([2, 2.5])
  })
})

describe('packages', () => {
  it('are counted with what they bring, each once', () => {
    const lockfile = {
      packages: {
        'node_modules/a': { dependencies: { b: '1', c: '1' } },
        'node_modules/b': { dependencies: { c: '1' } },
        'node_modules/c': {},
        'node_modules/d': {},
      },
    }
    expect(findInstalled(lockfile, ['a'])).toEqual(['a', 'b', 'c'])
  })
})

describe('tables', () => {
  const views: ScriptedView[] = [{ name: 'S1', title: 'straight', durationS: 120, rows: [], truth }]
  const rows = [
    { title: 'ours', counted: [{ timeS: 60, share: 0.5, views: 1 }] },
    { title: 'theirs', counted: [{ timeS: 3720, share: null, views: 2 }] },
  ]

  it('show a wrong figure in bold, silence as a dash, and count what is right', () => {
    expect(timeTable(views, rows)).toEqual([
      ['view', 'truth', 'ours', 'theirs'],
      ['S1 straight', '60', '60', '**3,720** in 2 views'],
      ['right of 1', '', '1', '0'],
    ])
    expect(shareTable(views, rows).slice(1)).toEqual([
      ['S1 straight', '0.5', '0.5', '–'],
      ['right of 1', '', '1', '–'],
    ])
  })

  it('show weights beside ours', () => {
    const row = { packages: [], minBytes: 1, installed: 0 }
    expect(
      weightTable([
        { ...row, title: 'ours', gzipBytes: 1000 },
        { ...row, title: 'theirs', gzipBytes: 1500 },
      ]).slice(1),
    ).toEqual([
      ['ours', 'none', '1', '1,000', '1.00', '0'],
      ['theirs', 'none', '1', '1,500', '1.50', '0'],
    ])
  })

  const cost = (title: string, of: number): CostRow => ({
    title,
    start: { loadMs: 10 * of, openMs: 20 * of },
    hour: { taskMs: 1000 + 600 * of, heapBytes: 500_000 + 100_000 * of },
    evening: { storageWrites: of, storageBytes: 1000 * of, requests: 0, sentBytes: 0 },
  })

  it('take the cost of the page off, and name no figure that is lost in it', () => {
    const page = { taskMs: 1000, heapBytes: 500_000 }
    expect(startTable([cost('ours', 1), cost('theirs', 2)]).slice(1)).toEqual([
      ['ours', '10', '20', '1.00'],
      ['theirs', '20', '40', '2.00'],
    ])
    expect(playTable([cost('ours', 1), cost('theirs', 2), cost('small', 0.1)], page).slice(1)).toEqual([
      ['ours', '10.0', '1.00', '100', '1.00'],
      ['theirs', '20.0', '2.00', '200', '2.00'],
      ['small', 'below 1.7', '–', '10', '0.10'],
    ])
    expect(eveningTable([cost('ours', 2)])[1]).toEqual(['ours', '2', '2,000', '0', '0'])
  })

  it('tell a peer that lost everything from one that was not run', () => {
    expect(
      lossTable(
        [
          { title: 'a', arrived: [0, 50] },
          { title: 'b', arrived: null },
        ],
        [1000, 30_000],
        50,
      ).slice(1),
    ).toEqual([
      ['a', '0 of 50', '50 of 50'],
      ['b', 'keeps none, not run', 'keeps none, not run'],
    ])
  })

  it('go between the markers of a page, and nowhere else', () => {
    const page = 'a\n<!-- tables: npm run bench -->\nold\n<!-- /tables -->\nb\n'
    expect(replaceTables(page, 'new')).toBe('a\n<!-- tables: npm run bench -->\n\nnew\n\n<!-- /tables -->\nb\n')
    expect(() => replaceTables('a', 'new')).toThrow('no markers')
  })
})

describe('the page on the comparison', () => {
  const page = readFileSync(new URL('../../../docs/comparison.md', import.meta.url), 'utf8')
  const lock = JSON.parse(readFileSync(new URL('../../../bench/peers/package-lock.json', import.meta.url), 'utf8')) as {
    packages: Record<string, { version: string }>
  }

  it('names the versions of the lockfile', () => {
    for (const name of peers.flatMap(({ packages }) => packages).filter((name) => name !== 'ctv-tracker')) {
      expect(page).toContain(`${name} ${lock.packages[`node_modules/${name}`]!.version} (`)
    }
  })

  it('names what is read of each peer', () => {
    for (const { fields } of peers) expect(page).toContain(fields.time)
  })
})
