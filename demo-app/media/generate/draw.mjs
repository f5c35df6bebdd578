/**
 * Small drawing helpers over a 2D canvas. Every scene draws in a space of 640 × 360 units.
 */
import { GlobalFonts } from '@napi-rs/canvas'

export const WIDTH = 640
export const HEIGHT = 360
export const FPS = 25

export function registerFonts() {
  const folder = new URL('./node_modules/@fontsource/', import.meta.url).pathname
  for (const weight of [500, 700]) {
    GlobalFonts.registerFromPath(`${folder}barlow/files/barlow-latin-${weight}-normal.woff2`, `Barlow ${weight}`)
    GlobalFonts.registerFromPath(
      `${folder}barlow-condensed/files/barlow-condensed-latin-${weight}-normal.woff2`,
      `Condensed ${weight}`,
    )
  }
}

export const clamp = (value, low = 0, high = 1) => Math.max(low, Math.min(high, value))
export const mix = (from, to, share) => from + (to - from) * share
export const ease = (share) => {
  const x = clamp(share)
  return x * x * (3 - 2 * x)
}
/** 0 before `from`, 1 after `to`, eased between. */
export const ramp = (t, from, to) => ease((t - from) / (to - from))
/** 1 between `from` and `to`, with soft edges of `edge` seconds. */
export const window_ = (t, from, to, edge = 0.4) => Math.min(ramp(t, from, from + edge), 1 - ramp(t, to - edge, to))

/** A repeatable random sequence: every run draws the same film. */
export function seeded(seed) {
  let state = seed >>> 0
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 4294967296
  }
}

export function mixColor(from, to, share) {
  const parse = (hex) => [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16))
  const a = parse(from),
    b = parse(to)
  return `rgb(${a.map((value, i) => Math.round(mix(value, b[i], clamp(share)))).join(',')})`
}

/** The colour of a list of `[time, colour]` at `t`. */
export function colorAt(stops, t) {
  let last = stops[0]
  for (const stop of stops) {
    if (t < stop[0]) return mixColor(last[1], stop[1], (t - last[0]) / (stop[0] - last[0]))
    last = stop
  }
  return last[1]
}

export function fill(ctx, color, x = 0, y = 0, w = WIDTH, h = HEIGHT) {
  ctx.fillStyle = color
  ctx.fillRect(x, y, w, h)
}

export function gradient(ctx, top, bottom, x = 0, y = 0, w = WIDTH, h = HEIGHT) {
  const g = ctx.createLinearGradient(0, y, 0, y + h)
  g.addColorStop(0, top)
  g.addColorStop(1, bottom)
  ctx.fillStyle = g
  ctx.fillRect(x, y, w, h)
}

export function disc(ctx, color, x, y, r) {
  ctx.fillStyle = color
  ctx.beginPath()
  ctx.arc(x, y, r, 0, Math.PI * 2)
  ctx.fill()
}

export function oval(ctx, color, x, y, rx, ry, turn = 0) {
  ctx.fillStyle = color
  ctx.beginPath()
  ctx.ellipse(x, y, rx, ry, turn, 0, Math.PI * 2)
  ctx.fill()
}

export function box(ctx, color, x, y, w, h, r = 0) {
  ctx.fillStyle = color
  ctx.beginPath()
  ctx.roundRect(x, y, w, h, r)
  ctx.fill()
}

export function poly(ctx, color, ...points) {
  ctx.fillStyle = color
  ctx.beginPath()
  points.forEach(([x, y], i) => (i ? ctx.lineTo(x, y) : ctx.moveTo(x, y)))
  ctx.closePath()
  ctx.fill()
}

export function line(ctx, color, width, ...points) {
  ctx.strokeStyle = color
  ctx.lineWidth = width
  ctx.lineCap = 'round'
  ctx.lineJoin = 'round'
  ctx.beginPath()
  points.forEach(([x, y], i) => (i ? ctx.lineTo(x, y) : ctx.moveTo(x, y)))
  ctx.stroke()
}

export function text(ctx, words, x, y, { size = 20, color = '#fff', font = 'Barlow 700', align = 'left' } = {}) {
  ctx.font = `${size}px "${font}"`
  ctx.textAlign = align
  ctx.textBaseline = 'alphabetic'
  ctx.fillStyle = color
  ctx.fillText(words, x, y)
}

/** Hills as one filled curve; `phase` scrolls them. */
export function hills(ctx, color, base, height, length, phase) {
  ctx.fillStyle = color
  ctx.beginPath()
  ctx.moveTo(0, HEIGHT)
  for (let x = 0; x <= WIDTH; x += 8) {
    const u = (x + phase) / length
    ctx.lineTo(x, base - height * (0.5 + 0.32 * Math.sin(u) + 0.18 * Math.sin(u * 2.3 + 1.7)))
  }
  ctx.lineTo(WIDTH, HEIGHT)
  ctx.closePath()
  ctx.fill()
}

/** Time code `mm:ss.hh` at the top right, where no player draws its controls: for comparing what is on screen with what was measured. */
export function timeCode(ctx, t) {
  const pad = (n) => String(n).padStart(2, '0')
  box(ctx, 'rgba(0,0,0,.86)', 528, 18, 80, 24, 4)
  text(ctx, `${pad(Math.floor(t / 60))}:${pad(Math.floor(t) % 60)}.${pad(Math.round((t % 1) * 100))}`, 568, 36, {
    size: 18,
    font: 'Condensed 700',
    align: 'center',
  })
}

/** A caption that slides in at `from` and leaves at `to`. */
export function caption(ctx, t, from, to, title, line2, accent = '#ffb000') {
  const shown = window_(t, from, to, 0.5)
  if (shown <= 0) return
  ctx.save()
  ctx.globalAlpha = shown
  ctx.translate((1 - shown) * -24, 0)
  box(ctx, 'rgba(8,12,20,.78)', 32, 284, 300, 50, 4)
  box(ctx, accent, 32, 284, 5, 50, 2)
  text(ctx, title, 50, 307, { size: 20 })
  text(ctx, line2, 50, 326, { size: 15, font: 'Barlow 500', color: '#d5dbe6' })
  ctx.restore()
}
