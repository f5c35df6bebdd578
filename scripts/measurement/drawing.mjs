/**
 * Draws one measured case. Both numbers are projections of the same line: credited time onto the axis of wall time below,
 * content shown onto the media timeline at the right.
 */
import { drawing, line, rect, text } from '../lib/svg.mjs'
import { formatSeconds, formatShare } from './cases.mjs'

const WIDTH = 880
const HEIGHT = 532
const PLOT = { left: 76, right: 686, top: 124, bottom: 356 }
const STRIP = { left: 702, width: 26 }
const BAR = { top: 418, height: 26 }

const STYLE = `
  .paper { fill: #ffffff; stroke: #d1d9e0 } .ink { fill: #1f2328 } .muted { fill: #59636e }
  .grid { stroke: #d8dee4; stroke-width: 1 } .frame { stroke: #818b98; stroke-width: 1.5; fill: none }
  .shown { stroke: #0550ae; stroke-width: 5; stroke-linecap: round } .jump { stroke: #59636e; stroke-width: 2; stroke-dasharray: 3 5 }
  .empty { fill: #eff2f5 } .counted { fill: #1a7f37 } .idle { fill: #fff1cf } .clock { stroke: #bc4c00; stroke-width: 2; stroke-dasharray: 8 4 }
  @media (prefers-color-scheme: dark) {
    .paper { fill: #0d1117; stroke: #3d444d } .ink { fill: #f0f6fc } .muted { fill: #a5aeb8 }
    .grid { stroke: #262c36 } .frame { stroke: #656c76 }
    .shown { stroke: #58a6ff } .jump { stroke: #a5aeb8 }
    .empty { fill: #21262d } .counted { fill: #3fb950 } .idle { fill: #3b2f12 } .clock { stroke: #f0883e }
  }
  text { font: 15px system-ui, -apple-system, 'Segoe UI', 'Helvetica Neue', Arial, sans-serif }
  .title { font-size: 20px; font-weight: 600 } .figure { font-size: 24px; font-weight: 600 } .strong { font-weight: 600 }`

/** Seconds to pixels over pieces `[from, to, weight]` of an axis; where it is cut, a piece weighs less than it lasts. */
function createScale(pieces, start, end) {
  const total = pieces.reduce((sum, [, , weight]) => sum + weight, 0)
  return (seconds) => {
    let at = start
    for (const [from, to, weight] of pieces) {
      at += (Math.max(0, Math.min(1, (seconds - from) / (to - from))) * weight * (end - start)) / total
    }
    return at
  }
}

export function drawCase(hardCase, measured) {
  const { chart, durationS, fromMs = 0, title, note } = hardCase
  const time = createScale(chart.time, PLOT.left, PLOT.right)
  const position = createScale(chart.position, PLOT.bottom, PLOT.top)
  const onTime = (ms) => time(ms / 1000)
  const onPosition = (ms) => position(ms / 1000)
  const label = (seconds) =>
    chart.isTimeOfDay ? new Date(fromMs + seconds * 1000).toISOString().slice(11, 16) : String(seconds)

  const parts = [
    text(
      PLOT.left - 52,
      PLOT.top - 20,
      chart.isTimeOfDay ? 'Shown: position in the stream, UTC' : 'Shown: position in the film, s',
      { kind: 'ink strong' },
    ),
  ]

  for (const { kind, from, to } of measured.spans) {
    if (kind === 'stall' || kind === 'standby')
      parts.push(
        rect('idle', onTime(from.realMs), PLOT.top, onTime(to.realMs) - onTime(from.realMs), PLOT.bottom - PLOT.top),
      )
  }
  for (const at of chart.positionTicks)
    parts.push(
      line('grid', PLOT.left, position(at), PLOT.right, position(at)),
      text(PLOT.left - 10, position(at) + 5, label(at), { anchor: 'end' }),
    )
  for (const at of chart.timeTicks)
    parts.push(
      line('grid', time(at), PLOT.top, time(at), PLOT.bottom),
      text(time(at), PLOT.bottom + 22, label(at), { anchor: 'middle' }),
    )
  parts.push(`<path class="frame" d="M${PLOT.left} ${PLOT.top}V${PLOT.bottom}H${PLOT.right}"/>`)
  for (const span of measured.spans) parts.push(...drawSpan(span, onTime, onPosition))

  parts.push(...drawShare(hardCase, measured, position), ...drawTime(measured, onTime, chart))
  parts.push(
    line('shown', 28, HEIGHT - 27, 56, HEIGHT - 27),
    text(66, HEIGHT - 22, 'on screen'),
    line('jump', 164, HEIGHT - 27, 192, HEIGHT - 27),
    text(202, HEIGHT - 22, 'not on screen'),
    rect('counted', 326, HEIGHT - 36, 28, 18),
    text(364, HEIGHT - 22, durationS ? 'counted: wall time along the bottom, content at the right' : 'counted'),
  )
  return drawing({ width: WIDTH, height: HEIGHT, title, note, description: summarise(measured), style: STYLE, parts })
}

function drawSpan({ kind, from, to, before, after }, onTime, onPosition) {
  const x = onTime(from.realMs)
  const y = onPosition(from.atMs)
  if (kind === 'clock') {
    const stamp = (ms) => new Date(ms).toISOString().slice(0, 19).replace('T', ' ')
    return [
      line('clock', x, PLOT.top, x, PLOT.bottom),
      text(x - 10, PLOT.top + 18, 'The clock says', { anchor: 'end' }),
      text(x - 10, PLOT.top + 38, stamp(before), { kind: 'ink', anchor: 'end' }),
      text(x + 10, PLOT.top + 18, 'and then'),
      text(x + 10, PLOT.top + 38, stamp(after), { kind: 'ink' }),
    ]
  }
  const toX = onTime(to.realMs)
  const toY = onPosition(to.atMs)
  const seconds = (to.realMs - from.realMs) / 1000
  switch (kind) {
    case 'shown':
      return [line('shown', x, y, toX, toY)]
    case 'seek':
      return [
        line('jump', x, y, toX, toY),
        to.atMs > from.atMs ? text(x + 12, (y + toY) / 2 + 5, 'seek') : text(x + 12, y + 5, 'seek back'),
      ]
    case 'stall':
      return [
        line('jump', x, y, toX, toY),
        text((x + toX) / 2, PLOT.bottom - 14, `stall, ${seconds} s`, { kind: 'ink', anchor: 'middle' }),
      ]
    default:
      return [
        line('jump', x, y, toX, toY),
        text((x + toX) / 2, PLOT.bottom - 14, `standby, ${seconds / 3600} h`, { kind: 'ink', anchor: 'middle' }),
        text((x + toX) / 2, PLOT.top + 24, 'not to scale', { anchor: 'middle' }),
      ]
  }
}

/** The media timeline at the right of the plot, with what counts as shown. */
function drawShare({ durationS }, { views, coverage }, position) {
  const x = STRIP.left + STRIP.width + 14
  const middle = (PLOT.top + PLOT.bottom) / 2
  if (!durationS)
    return [
      text(STRIP.left, middle - 18, 'Percentage', { kind: 'ink strong' }),
      text(STRIP.left, middle + 2, 'watched', { kind: 'ink strong' }),
      text(STRIP.left, middle + 24, 'none: live has'),
      text(STRIP.left, middle + 44, 'no length'),
    ]
  const share = views[views.length - 1].percentageWatched
  return [
    rect('empty', STRIP.left, position(durationS), STRIP.width, position(0) - position(durationS)),
    ...coverage.map(([from, to]) =>
      rect('counted', STRIP.left, position(to), STRIP.width, position(from) - position(to)),
    ),
    text(x, middle - 24, 'Percentage', { kind: 'ink strong' }),
    text(x, middle - 4, 'watched', { kind: 'ink strong' }),
    text(x, middle + 26, formatShare(share), { kind: 'ink figure' }),
    text(x, middle + 48, `${formatSeconds(share * durationS)} of ${durationS} s`),
  ]
}

/** The bar below the plot, with the wall time that counts. */
function drawTime({ views, credited }, onTime, chart) {
  const middle = BAR.top + BAR.height / 2
  const of = (i) => (views.length > 1 ? `${['first', 'second'][i]} view: ` : '')
  const parts = [
    text(
      PLOT.left - 52,
      BAR.top - 12,
      chart.isTimeOfDay ? 'Counted, by time of day, UTC' : 'Counted, by wall time, s',
      { kind: 'ink strong' },
    ),
    rect('empty', PLOT.left, BAR.top, PLOT.right - PLOT.left, BAR.height),
    text(STRIP.left, middle - 4, 'Time spent', { kind: 'ink strong' }),
  ]
  credited.forEach((slices, i) => {
    for (const [from, to] of slices)
      parts.push(rect('counted', onTime(from), BAR.top, onTime(to) - onTime(from), BAR.height))
    const spent = formatSeconds(views[i].timeSpentSeconds)
    if (views.length > 1) {
      const x = (onTime(slices[0][0]) + onTime(slices[slices.length - 1][1])) / 2
      parts.push(text(x, BAR.top + BAR.height + 22, of(i) + spent, { kind: 'ink', anchor: 'middle' }))
    }
  })
  if (views.length > 1) parts.push(text(STRIP.left, middle + 16, 'of each view'))
  else parts.push(text(STRIP.left, middle + 26, formatSeconds(views[0].timeSpentSeconds), { kind: 'ink figure' }))
  return parts
}

function summarise({ views }) {
  return views
    .map(
      ({ timeSpentSeconds, percentageWatched }) =>
        `Counted: time spent ${formatSeconds(timeSpentSeconds)}, percentage watched ${formatShare(percentageWatched)}.`,
    )
    .join(' ')
}
