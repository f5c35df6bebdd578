/** A rally from behind the base line, then match point. */
import { box, disc, fill, line, mix, oval, poly, text, WIDTH, window_ } from '../draw.mjs'

/** Hits: `[time, side, x]`; side 0 is near, 1 far; x from -1 (left) to 1 (right). */
const HITS = [
  [1, 0, 0.5],
  [2.3, 1, -0.5],
  [3.6, 0, -0.6],
  [4.9, 1, 0.6],
  [6.2, 0, 0.7],
  [7.5, 1, 0.1],
  [8.8, 0, -0.7],
  [10.1, 1, -0.7],
  [11.4, 0, 0.2],
  [12.6, 1, 1.25],
  [16, 1, 0.4],
  [17.3, 0, -0.4],
  [18.6, 1, -0.7],
  [19.9, 0, 0.6],
  [21.2, 1, 0.6],
  [22.5, 0, -0.2],
  [23.6, 1, -1.3],
]

/** Court metres (x -1…1, depth 0 near … 1 far, height) to the screen. */
function project(x, depth, height = 0) {
  const scale = 1 / (1 + depth * 1.05)
  return [WIDTH / 2 + x * 268 * scale, 96 + (222 * (scale - 0.4878)) / 0.5122 - height * 70 * scale, scale]
}

function place(t, side) {
  const mine = HITS.filter((hit) => hit[1] === side)
  let before = mine[0],
    after = mine[mine.length - 1]
  for (const hit of mine) {
    if (hit[0] <= t) before = hit
    else {
      after = hit
      break
    }
  }
  const share = after === before ? 0 : Math.min(1, Math.max(0, (t - before[0]) / (after[0] - before[0])))
  return Math.max(-0.9, Math.min(0.9, mix(before[2], after[2], share * share * (3 - 2 * share))))
}

function ball(t) {
  for (let i = 0; i < HITS.length - 1; i++) {
    const a = HITS[i],
      b = HITS[i + 1]
    if (t < a[0] || t >= b[0] || a[1] === b[1]) continue
    const share = (t - a[0]) / (b[0] - a[0])
    const bounce = 0.74
    const h =
      share < bounce
        ? 0.55 * (1 - share / bounce) + 1.6 * share * (bounce - share)
        : 1.4 * ((share - bounce) / (1 - bounce)) * 0.55
    return [mix(a[2], b[2], share), mix(a[1], b[1], share), h]
  }
  return null
}

function player(ctx, x, depth, shirt, t, facing) {
  const [px, py, s] = project(x, depth)
  const step = Math.sin(t * 9) * 7 * s
  oval(ctx, 'rgba(0,0,0,.3)', px + 4 * s, py, 22 * s, 6 * s)
  line(ctx, '#c98f66', 8 * s, [px - 5 * s, py - 34 * s], [px - 8 * s + step, py])
  line(ctx, '#c98f66', 8 * s, [px + 5 * s, py - 34 * s], [px + 8 * s - step, py])
  box(ctx, '#fff', px - 13 * s, py - 46 * s, 26 * s, 20 * s, 4 * s)
  box(ctx, shirt, px - 14 * s, py - 82 * s, 28 * s, 42 * s, 8 * s)
  line(ctx, '#c98f66', 7 * s, [px + 12 * s, py - 74 * s], [px + 28 * s, py - 58 * s])
  line(ctx, '#333', 3 * s, [px + 28 * s, py - 58 * s], [px + 40 * s, py - 72 * s])
  ctx.strokeStyle = '#e8e8e8'
  ctx.lineWidth = 3 * s
  ctx.beginPath()
  ctx.ellipse(px + 47 * s, py - 84 * s, 11 * s, 14 * s, 0.6, 0, 7)
  ctx.stroke()
  disc(ctx, '#c98f66', px, py - 93 * s, 11 * s)
  oval(ctx, facing ? '#3a2415' : '#e2c044', px, py - 97 * s, 11.5 * s, 8 * s)
}

export const tennis = {
  id: 'tennis',
  seconds: 26,
  posterAt: 9.4,
  chord: [220, 277, 330, 440],
  draw(ctx, t) {
    fill(ctx, '#1a3d34')
    for (let row = 0; row < 5; row++)
      for (let i = 0; i < 42; i++) {
        const shade = ['#c98f66', '#e3b58d', '#8c5a3c', '#d8d2c8', '#5d7fb0', '#b4525a'][(i * 7 + row * 11) % 6]
        disc(ctx, shade, i * 16 + (row % 2) * 8, 8 + row * 11, 3.6)
      }
    fill(ctx, '#12302a', 0, 58, WIDTH, 22)
    text(ctx, 'CENTRE COURT  ·  FINAL  ·  KESTREL TV SPORT', 466, 75, {
      size: 15,
      font: 'Condensed 700',
      align: 'center',
      color: '#d9e8df',
    })
    fill(ctx, '#b5582f', 0, 80, WIDTH, 280)
    const p = (x, d) => project(x, d).slice(0, 2)
    poly(ctx, '#c96a3c', p(-1, 0), p(1, 0), p(1, 1), p(-1, 1))
    const chalk = '#fff4ea'
    line(ctx, chalk, 3, p(-1, 0), p(1, 0), p(1, 1), p(-1, 1), p(-1, 0))
    line(ctx, chalk, 2.4, p(-0.75, 0), p(-0.75, 1))
    line(ctx, chalk, 2.4, p(0.75, 0), p(0.75, 1))
    line(ctx, chalk, 2.4, p(-0.75, 0.23), p(0.75, 0.23))
    line(ctx, chalk, 2.4, p(-0.75, 0.77), p(0.75, 0.77))
    line(ctx, chalk, 2.4, p(0, 0.23), p(0, 0.77))
    const near = place(t, 0),
      far = place(t, 1)
    player(ctx, far, 1.04, '#2c56b8', t * 0.7, true)
    const [lx, ly] = p(-1.12, 0.5),
      [rx] = p(1.12, 0.5)
    const flight = ball(t)
    const drawBall = () => {
      const [gx, gy, gs] = project(flight[0], flight[1])
      const [bx, by] = project(flight[0], flight[1], flight[2])
      oval(ctx, 'rgba(60,15,0,.5)', gx, gy, 6 * gs, 2 * gs)
      disc(ctx, '#e6ff3a', bx, by, 3 + 3.4 * gs)
    }
    if (flight && flight[1] > 0.5) drawBall()
    fill(ctx, 'rgba(20,20,20,.42)', lx, ly - 30, rx - lx, 30)
    line(ctx, '#fff', 3, [lx, ly - 30], [rx, ly - 30])
    line(ctx, '#ddd', 4, [lx, ly + 2], [lx, ly - 32])
    line(ctx, '#ddd', 4, [rx, ly + 2], [rx, ly - 32])
    if (flight && flight[1] <= 0.5) drawBall()
    player(ctx, near, -0.02, '#e8323f', t * 0.7, false)
    const point = t > 24.2 ? 'Game' : t > 13 ? 'Ad' : '40'
    box(ctx, 'rgba(8,14,24,.88)', 32, 18, 206, 46, 4)
    text(ctx, 'M. LINDQVIST', 44, 37, { size: 16, font: 'Condensed 700' })
    text(ctx, 'A. MORENO', 44, 57, { size: 16, font: 'Condensed 700' })
    disc(ctx, '#e6ff3a', 150, 32, 3.4)
    text(ctx, '6  5', 188, 37, { size: 16, font: 'Condensed 500', align: 'right', color: '#cfd8e6' })
    text(ctx, '4  5', 188, 57, { size: 16, font: 'Condensed 500', align: 'right', color: '#cfd8e6' })
    text(ctx, point, 230, 37, { size: 16, font: 'Condensed 700', align: 'right', color: '#ffd34d' })
    text(ctx, t > 13 ? '–' : '40', 230, 57, { size: 16, font: 'Condensed 700', align: 'right', color: '#ffd34d' })
    for (const [from, to, words] of [
      [13, 15.6, 'Advantage Lindqvist'],
      [24, 26.2, 'Game, Lindqvist'],
    ]) {
      const shown = window_(t, from, to, 0.3)
      if (shown <= 0) continue
      ctx.save()
      ctx.globalAlpha = shown
      box(ctx, '#12302a', 190, 150, 260, 48, 6)
      text(ctx, words, 320, 182, { size: 25, align: 'center' })
      ctx.restore()
    }
  },
}
