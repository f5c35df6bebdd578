/** Twelve more scripted views, of what players and networks do in living rooms, each with its truth: made here, row by row. Pure. */
import type { ScriptedView, Truth } from '../compare/views.ts'
import type { Row } from '../compare/stage.ts'

interface Script {
  readonly rows: Row[]
  row(signal: string, more?: Partial<Row>): Script
  open(durationS: number | undefined, more?: Partial<Row>): Script
  play(): Script
  /** Plays for so long; the position that is told may be another than the true one. */
  watch(seconds: number, more?: { tickS?: number; tell?: (t: number, positionS: number) => number }): Script
  wait(seconds: number): Script
  jump(positionS: number): Script
}

function script(positionS = 0): Script {
  let t = 0
  let position = positionS
  const rows: Row[] = []
  const self: Script = {
    rows,
    row(signal, more = {}) {
      rows.push({ t, signal, ...(signal === 'load' ? {} : { position }), ...more })
      return self
    },
    open(durationS, more = {}) {
      self.row('load', { content: 'film', ...more })
      return durationS === undefined ? self : self.row('durationchange', { duration: durationS })
    },
    play: () => self.row('play').row('playing'),
    watch(seconds, { tickS = 0.25, tell = (_t: number, at: number) => at } = {}) {
      for (let left = seconds; left > 1e-9; left -= tickS) {
        const step = Math.min(tickS, left)
        t += Math.round(step * 1000)
        position = Math.round((position + step) * 1e6) / 1e6
        self.row('timeupdate', { position: tell(t / 1000, position) })
      }
      return self
    },
    wait(seconds) {
      t += seconds * 1000
      return self
    },
    jump(to) {
      position = to
      return self
    },
  }
  return self
}

function view(
  name: string,
  title: string,
  { rows }: Script,
  durationS: number,
  timeS: number,
  share: number | null,
): ScriptedView {
  const truth: Truth = { timeS, share, timeToleranceS: Math.max(1, timeS / 100), shareTolerance: 0.01 }
  return { name, title, durationS, rows, truth }
}

const SEGMENT_S = 6
const STANDBY_S = 28_800

function heldKey(): Script {
  const rows = script().open(3600).play().watch(10)
  for (let skip = 1; skip <= 20; skip++)
    rows
      .jump(10 + 30 * skip)
      .row('seeking')
      .wait(0.1)
      .row('seeked')
      .row('playing')
      .wait(0.35)
  return rows.watch(10).row('pause').row('stop')
}

function loop(): Script {
  const rows = script().open(10).play()
  return rows
    .watch(60, { tell: (t) => t % 10 })
    .row('pause', { position: 0 })
    .row('stop', { position: 0 })
}

export const troubledViews = (): ScriptedView[] => [
  view(
    'S13',
    'a live window that slides by segments of 6 s',
    script(60)
      .open(Infinity, { live: true })
      .play()
      .watch(300, { tickS: 1, tell: (t, at) => at - Math.floor(t / SEGMENT_S) * SEGMENT_S })
      .row('stop', { position: 60 }),
    NaN,
    300,
    null,
  ),
  view(
    'S14',
    'a recording whose timeline begins at 3,600 s',
    script(3600).open(3720, { start: 3600 }).play().watch(120).row('pause').row('ended').row('stop'),
    120,
    120,
    1,
  ),
  view(
    'S15',
    'a failover that takes 5 s',
    script()
      .open(600)
      .play()
      .watch(60)
      .jump(0)
      .row('emptied')
      .row('play')
      .wait(4)
      .row('durationchange', { duration: 600 })
      .jump(60)
      .row('seeking')
      .wait(1)
      .row('seeked')
      .row('playing')
      .watch(60)
      .row('pause')
      .row('stop'),
    600,
    120,
    0.2,
  ),
  view(
    'S16',
    'an ad break with a stall in it, and one after it',
    script()
      .open(600)
      .play()
      .watch(60)
      .row('pause')
      .row('ad-start')
      .wait(15)
      .row('waiting')
      .wait(10)
      .row('playing')
      .wait(15)
      .row('ad-end')
      .row('play')
      .row('waiting')
      .wait(5)
      .row('playing')
      .watch(60)
      .row('pause')
      .row('stop'),
    600,
    120,
    0.2,
  ),
  view(
    'S17',
    'double speed that is told and not obeyed',
    script().open(600).play().watch(60).row('ratechange', { rate: 2 }).watch(60).row('pause').row('stop'),
    600,
    120,
    0.2,
  ),
  view(
    'S18',
    'a clip of 6 s, a position a second, and the end told with an old one',
    script().open(6).play().watch(5, { tickS: 1 }).wait(1).row('pause').row('ended').row('stop'),
    6,
    6,
    1,
  ),
  view('S19', 'a skip key that is held for 9 s', heldKey(), 3600, 20, 20 / 3600),
  view(
    'S20',
    'play before there is anything, then the resume point',
    script()
      .open(undefined)
      .row('play')
      .wait(0.7)
      .row('durationchange', { duration: 600 })
      .jump(300)
      .row('seeking')
      .wait(1.3)
      .row('seeked')
      .row('playing')
      .watch(60)
      .row('pause')
      .row('stop'),
    600,
    60,
    0.1,
  ),
  view(
    'S21',
    'audio of 180 s, a position every 5 s',
    script().open(180, { kind: 'audio' }).play().watch(180, { tickS: 5 }).row('pause').row('ended').row('stop'),
    180,
    180,
    1,
  ),
  view('S22', 'a clip of 10 s that loops for a minute without a word', loop(), 10, 60, 1),
  view(
    'S23',
    'live, and eight hours of standby in it without an event',
    script(1000)
      .open(Infinity, { live: true })
      .play()
      .watch(120)
      .wait(STANDBY_S)
      .jump(1120 + STANDBY_S)
      .row('timeupdate')
      .watch(60)
      .row('pause')
      .row('stop'),
    NaN,
    180,
    null,
  ),
  view(
    'S24',
    'ads stitched in from 30 s to 60 s',
    script()
      .open(150, { adSpans: [[30, 60]] })
      .play()
      .watch(30)
      .row('ad-start')
      .watch(30)
      .row('ad-end')
      .watch(90)
      .row('pause')
      .row('ended')
      .row('stop'),
    120,
    120,
    1,
  ),
]
