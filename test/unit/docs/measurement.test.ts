/**
 * `docs/measurement.md`: its tables and drawings say what the meter gives.
 */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { cases, describeFigures, formatSeconds, formatShare, measureCase } from '../../../scripts/measurement/cases.mjs'
import { drawCase } from '../../../scripts/measurement/drawing.mjs'
import { createMeter } from '../../../src/engagement/index.ts'
import type { MeterCheckpoint, MeterView } from '../../../src/engagement/index.ts'
import { script } from '../../support/evening/meter-script.ts'

const read = (file: string): string => readFileSync(new URL(`../../../${file}`, import.meta.url), 'utf8')
const page = read('docs/measurement.md')
const film = () => script().open('A', 100)
const noPosition = { position: undefined }

const DAY_S = 86_400

/** What the page tells in words, as rows. */
const told: { [words: string]: () => readonly MeterView[] } = {
  'Watched from start to end': () => film().watch(100).row('ended').run().views,
  'Watched to the middle; the rest on the next day': () =>
    film()
      .watch(50)
      .row('stop')
      .wait(DAY_S)
      .row('load', { content: 'A', duration: 100 })
      .row('playing')
      .watch(50)
      .row('ended')
      .run().views,
  'The first half watched twice, then closed': () => film().watch(50).seek(0).watch(50).row('stop').run().views,
  'The last 10 s only': () => film().seek(90).watch(10).row('ended').run().views,
  'The middle half skipped': () => film().watch(25).seek(75).watch(25).row('ended').run().views,
  'A pause of a minute': () => film().watch(50).row('pause').wait(60).row('playing').watch(50).row('ended').run().views,
  'A pause of 31 minutes in the middle': () =>
    film().watch(50).row('pause').wait(1860).row('playing').watch(50).row('ended').run().views,
  'A stall of 20 s, with `waiting` and `playing`': () =>
    film().watch(50).row('waiting').stand(20).row('playing').watch(50).row('ended').run().views,
  'A stall of 20 s that no event tells of': () => film().watch(50).stand(20).watch(50).row('ended').run().views,
  '`waiting` at the start, and no `playing` ever again': () =>
    film().row('waiting').watch(100).row('ended').run().views,
  'The picture freezes in the middle, for 20 minutes, then closed': () =>
    film().watch(50).stand(1200).row('stop').run().views,
  'All at double speed': () => film().row('ratechange', { rate: 2 }).watch(50, 1, 2).row('ended').run().views,
  'The first half at half speed, then closed': () =>
    film().row('ratechange', { rate: 0.5 }).watch(100, 1, 0.5).row('stop').run().views,
  '40 s passed over at 8x': () =>
    film()
      .watch(30)
      .row('ratechange', { rate: 8 })
      .watch(5, 1, 8)
      .row('ratechange', { rate: 1 })
      .watch(30)
      .row('ended')
      .run().views,
  'The app hidden for 30 s, the player running on': () =>
    film().watch(35).row('suspend').wait(30).jump(65).row('resume').watch(35).row('ended').run().views,
  'An ad break of 30 s in the middle, in the same element': () =>
    film()
      .watch(50)
      .row('ad-start')
      .jump(0)
      .row('durationchange', { duration: 30 })
      .watch(30)
      .row('durationchange', { duration: 100 })
      .jump(50)
      .row('ad-end')
      .row('playing')
      .watch(50)
      .row('ended')
      .run().views,
  '20 s of ads stitched in, a timeline of 120 s': () =>
    script()
      .open('A', 120, { adSpans: [[50, 70]] })
      .watch(120)
      .row('ended')
      .run().views,
  'Watched to the end, and once more from the start': () =>
    film().watch(100).row('ended').seek(0).watch(100).row('ended').run().views,
  'Watched to the end, and the last 20 s again': () =>
    film().watch(100).row('ended').seek(80).watch(20).row('ended').run().views,
  'The wall clock steps back by an hour in the middle, and there is no other': () =>
    script(1e12).open('A', 100).watch(50).wait(-3600).watch(50).row('ended').run({ clock: 'wall' }).views,
  'The power fails after 47 s': () => {
    const saved: MeterCheckpoint[] = []
    film()
      .watch(47)
      .run({ onCheckpoint: (checkpoint) => saved.push(checkpoint) })
    return saved.slice(-1)
  },
  'Closed after 0.4 s: nothing is sent': () => {
    const { views } = film().watch(0.4, 0.1).row('stop').run()
    expect(views[0]!.events).toEqual(['end:stop'])
    return views
  },
  'Ten minutes of a live stream': () =>
    script(0, 1_767_225_600).open('A', Infinity, { live: true }).watch(600).row('stop').run().views,
  'Ten minutes of broadcast, without positions': () => {
    const rows = script().row('load', { content: 'A', live: true }).row('playing', noPosition)
    for (let i = 0; i < 200; i++) rows.wait(3).row('timeupdate', noPosition)
    return rows.run().views
  },
}

/** Cells of the first table below a heading, without its head. */
function readTable(heading: string): string[][] {
  const section = page.slice(page.indexOf(`\n## ${heading}\n`)).slice(1)
  const lines = section.slice(0, (section.indexOf('\n## ') + 1 || section.length + 1) - 1).split('\n')
  return lines
    .filter((line) => line.startsWith('| '))
    .slice(1)
    .map((line) => line.slice(2, -2).split(' | '))
}

describe('the page on measurement', () => {
  it('tells of the cases that are tried here, and no others', () => {
    expect(readTable('What happened, what is counted').map(([words]) => words)).toEqual(Object.keys(told))
  })

  it.each(readTable('What happened, what is counted'))('counts right: %s', (words, time, share) => {
    const views = told[words!]!()
    expect(views.map(({ timeSpentSeconds }) => formatSeconds(timeSpentSeconds)).join(', then ')).toBe(time)
    expect(views.map(({ percentageWatched }) => formatShare(percentageWatched)).join(', then ')).toBe(share)
  })

  it.each(cases)('draws what the meter gives: $title', (hardCase) => {
    const measured = measureCase(createMeter, hardCase)
    expect(read(`docs/images/${hardCase.file}`), 'node scripts/plot-measurement.mjs --write').toBe(
      drawCase(hardCase, measured),
    )
    expect(page).toContain(`(images/${hardCase.file})`)
    expect(readTable('Three hard cases').map((cells) => `| ${cells.join(' | ')} |`)).toContain(
      describeFigures(hardCase, measured),
    )
  })

  it('states the limit of rates that nobody reports', () => {
    const credited = (rate: number, tickS: number): number =>
      film().row('durationchange', { duration: 1000 }).watch(60, tickS, rate).run().views[0]!.timeSpentSeconds
    expect([credited(2.5, 1), credited(2.6, 1), credited(1.5, 3), credited(1.6, 3)]).toEqual([60, 0, 60, 0])
  })

  it('states the limit of silent skips and of short standby', () => {
    const stretches = (stillS: number, skipS: number): number =>
      film()
        .watch(10)
        .stand(stillS)
        .jump(10 + skipS)
        .watch(10)
        .run()
        .coverage().length
    expect([stretches(0, 1.5), stretches(0, 1.6), stretches(8, 8), stretches(8, 12)]).toEqual([1, 2, 1, 2])
    const slept = (seconds: number): number =>
      film()
        .watch(10)
        .wait(seconds)
        .jump(10 + seconds)
        .row('timeupdate')
        .run().views[0]!.timeSpentSeconds
    expect([slept(60), slept(61)]).toEqual([70, 10])
  })

  it('counts the traces of ground truth', () => {
    for (const name of ['engagement.json', 'twelve-views.json']) {
      const traces = JSON.parse(read(`test/fixtures/${name}`)) as unknown[]
      expect(page).toMatch(new RegExp(`${traces.length}(?: traces)? in \`test/fixtures/${name}\``))
    }
  })
})
