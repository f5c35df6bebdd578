/**
 * The hard cases of `docs/measurement.md`: a viewer and a player, the rows a meter gets of them, and what it counts.
 */

const REPORT_MS = 250
const SEEK_MS = 400

const SEVEN_PM = Date.UTC(2026, 0, 1, 19)
const STANDBY_S = 8 * 3600

export const cases = [
  {
    file: 'seek-and-stall.svg',
    title: 'A seek while playing, and a stall',
    note: 'A film of 60 s. No event tells of the stall: the position stands still, nothing else.',
    durationS: 60,
    watch: (player) => player.play(10).seek(37).play(11).stall(7).play(12).row('pause').row('ended'),
    chart: {
      time: [[0, 42, 1]],
      position: [[0, 60, 1]],
      timeTicks: [0, 10, 20, 30, 40],
      positionTicks: [0, 15, 30, 45, 60],
    },
  },
  {
    file: 'standby-in-live.svg',
    title: 'Standby for eight hours in a live stream',
    note: 'Clock and live edge both move on by eight hours and agree. No event tells of the standby.',
    fromMs: SEVEN_PM,
    fromPositionS: SEVEN_PM / 1000,
    reportMs: 1000,
    watch: (player) => player.play(1200).standby(STANDBY_S).play(900),
    chart: {
      time: [
        [0, 1200, 4],
        [1200, 1200 + STANDBY_S, 3],
        [1200 + STANDBY_S, 2100 + STANDBY_S, 3],
      ],
      position: [
        [0, 1200, 4],
        [1200, 1200 + STANDBY_S, 3],
        [1200 + STANDBY_S, 2100 + STANDBY_S, 3],
      ],
      timeTicks: [0, 1200, 1200 + STANDBY_S, 2100 + STANDBY_S],
      positionTicks: [0, 1200, 1200 + STANDBY_S, 2100 + STANDBY_S],
      isTimeOfDay: true,
    },
  },
  {
    file: 'clock-set-and-rewatch.svg',
    title: 'A clock set 20 years ahead, and 50 s watched twice',
    note: 'A film of 200 s on a device whose only clock is the one that can be set.',
    clock: 'wall',
    durationS: 200,
    fromMs: Date.UTC(2006, 0, 1),
    watch: (player) =>
      player
        .play(60)
        .setClock(Date.UTC(2026, 0, 1, 0, 1))
        .play(20)
        .seek(30)
        .play(90),
    chart: {
      time: [[0, 174, 1]],
      position: [[0, 200, 1]],
      timeTicks: [0, 40, 80, 120, 160],
      positionTicks: [0, 50, 100, 150, 200],
    },
  },
]

/** A player that reports as televisions do: `rows` with the real time of each, and `spans` of what really happened. All milliseconds. */
function createPlayer({ fromMs = 0, fromPositionS = 0, durationS, reportMs = REPORT_MS }) {
  const rows = []
  const spans = []
  let realMs = 0
  let offsetMs = fromMs
  let atMs = 0
  const row = (signal, more = {}) => {
    rows.push({ realMs, row: { t: offsetMs + realMs, signal, position: fromPositionS + atMs / 1000, ...more } })
    return player
  }
  /** Something that lasts; `leadMs` is by how much the position advances meanwhile. */
  const span = (kind, lastsMs, leadMs, run = () => (realMs += lastsMs)) => {
    const from = { realMs, atMs }
    run()
    if (kind !== 'shown') atMs += leadMs
    spans.push({ kind, from, to: { realMs, atMs } })
    return player
  }
  const report = (lastsMs, isMoving) => () => {
    for (let left = lastsMs; left > 0; left -= reportMs) {
      realMs += reportMs
      if (isMoving) atMs += reportMs
      row('timeupdate')
    }
  }
  const player = {
    rows,
    spans,
    row,
    open: () =>
      row('load', { content: 'A', position: undefined, live: durationS === undefined, duration: durationS })
        .row('play')
        .row('playing'),
    play: (seconds) => span('shown', seconds * 1000, seconds * 1000, report(seconds * 1000, true)),
    stall: (seconds) => span('stall', seconds * 1000, 0, report(seconds * 1000, false)),
    standby: (seconds) => span('standby', seconds * 1000, seconds * 1000),
    seek(toS) {
      const leadMs = toS * 1000 - atMs
      span('seek', 0, leadMs).row('seeking')
      realMs += SEEK_MS
      return row('seeked').row('playing')
    },
    setClock(toMs) {
      spans.push({ kind: 'clock', from: { realMs, atMs }, before: offsetMs + realMs, after: toMs })
      offsetMs = toMs - realMs
      return player
    },
  }
  return player
}

/** Plays a case into a meter: what was shown, what was counted, and what simpler ways of counting say. */
export function measureCase(createMeter, hardCase) {
  const player = createPlayer(hardCase).open()
  hardCase.watch(player).row('stop')
  const meter = createMeter({ clock: hardCase.clock })
  /** Real time that was credited, one list for each view. */
  const credited = []
  const before = []
  for (const { realMs, row } of player.rows) {
    meter.push(row)
    meter.views.forEach(({ timeSpentSeconds }, i) => {
      const creditMs = Math.round((timeSpentSeconds - (before[i] ?? 0)) * 1000)
      before[i] = timeSpentSeconds
      if (creditMs > 0) addSlice((credited[i] ??= []), realMs - creditMs, realMs)
    })
  }
  const of = (signal) => player.rows.filter(({ row }) => row.signal === signal)
  const started = of('playing')[0].row
  const stopped = (of('pause')[0] ?? of('stop')[0]).row
  return {
    spans: player.spans,
    credited,
    views: meter.views,
    coverage: meter.coverage(),
    stopwatchS: (stopped.t - started.t) / 1000,
    positionShare: hardCase.durationS ? stopped.position / hardCase.durationS : null,
  }
}

function addSlice(slices, from, to) {
  const last = slices[slices.length - 1]
  if (last && from - last[1] <= 1) last[1] = Math.max(last[1], to)
  else slices.push([from, to])
}

export function formatSeconds(seconds) {
  return `${Number(seconds.toFixed(1)).toLocaleString('en-US')} s`
}

export function formatShare(share) {
  return share === null ? 'none' : String(Number(share.toFixed(4)))
}

/** The case as a row of the page's table. */
export function describeFigures(hardCase, { views, stopwatchS, positionShare }) {
  const cells = [
    hardCase.title,
    views.map(({ timeSpentSeconds }) => formatSeconds(timeSpentSeconds)).join(', then '),
    formatShare(views[views.length - 1].percentageWatched),
    formatSeconds(stopwatchS),
    formatShare(positionShare),
  ]
  return `| ${cells.join(' | ')} |`
}
