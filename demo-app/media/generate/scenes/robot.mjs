/** Pip the robot learns to jump: three tries, many stars. */
import { box, disc, fill, gradient, hills, line, oval, poly, text, WIDTH, window_ } from '../draw.mjs'

const CRATES = [3.5, 6.5, 9.5, 12.5, 15, 17.5, 20, 22]
const FALL = 3.5
const speed = 150

function jump(t) {
  for (const at of CRATES) {
    if (at === FALL) continue
    const u = (t - at + 0.45) / 0.9
    if (u > 0 && u < 1) return 4 * u * (1 - u)
  }
  return t > 24 ? Math.abs(Math.sin((t - 24) * 5)) * 0.5 : 0
}

function star(ctx, x, y, r, turn, color = '#ffd93b') {
  const points = []
  for (let i = 0; i < 10; i++) {
    const a = turn + (i * Math.PI) / 5,
      k = i % 2 ? r * 0.45 : r
    points.push([x + Math.sin(a) * k, y - Math.cos(a) * k])
  }
  poly(ctx, color, ...points)
}

export const robot = {
  id: 'robot',
  seconds: 27,
  posterAt: 12.5,
  chord: [262, 330, 392, 523],
  draw(ctx, t) {
    gradient(ctx, '#4fc3f7', '#d9f5ff', 0, 0, WIDTH, 280)
    disc(ctx, '#ffe66d', 548, 70, 34)
    const stop = t > 24 ? 24 : t
    const way =
      (stop < FALL + 0.05
        ? stop
        : stop < FALL + 1.3
          ? FALL + 0.05 - Math.sin((stop - FALL) * 2.4) * 0.08
          : stop - 1.25) * speed
    hills(ctx, '#a7e07b', 240, 80, 80, way * 0.14)
    hills(ctx, '#6fcf6a', 270, 60, 58, way * 0.36)
    fill(ctx, '#f6c177', 0, 276, WIDTH, 84)
    fill(ctx, '#e8a65a', 0, 276, WIDTH, 8)
    for (let i = 0; i < 12; i++)
      oval(ctx, '#e3a057', ((((i * 90 - way) % 1080) + 1080) % 1080) - 80, 312 + (i % 3) * 14, 16, 4)
    const up = jump(t),
      x = 190,
      y = 276 - up * 104
    CRATES.forEach((at, i) => {
      // The first crate is bumped into: it stays where the robot stands and is then stepped around.
      const cx = x + 50 + (at === FALL ? FALL * speed - way : (at - 1.25) * speed - way - 50)
      if (cx > -60 && cx < 700) {
        box(ctx, '#b5764a', cx - 20, 236, 40, 42, 4)
        box(ctx, '#d69a66', cx - 16, 240, 32, 34, 3)
        line(ctx, '#b5764a', 4, [cx - 14, 242], [cx + 14, 272])
        line(ctx, '#b5764a', 4, [cx + 14, 242], [cx - 14, 272])
        if (i > 0 && t < at) star(ctx, cx, 150, 15, Math.sin(t * 3) * 0.4)
      }
    })
    oval(ctx, 'rgba(120,70,20,.3)', x, 279, 34 - up * 12, 6)
    const bump = window_(t, FALL, FALL + 1.4, 0.15)
    ctx.save()
    ctx.translate(x, y)
    ctx.rotate(-0.2 * bump + up * 0.1)
    const walk = up > 0 || bump > 0.2 ? 0 : Math.sin(t * 10) * 8
    line(ctx, '#5b6fa8', 9, [-14, -24], [-14 + walk, -2])
    line(ctx, '#5b6fa8', 9, [14, -24], [14 - walk, -2])
    oval(ctx, '#39487a', -11 + walk, -2, 13, 6)
    oval(ctx, '#39487a', 17 - walk, -2, 13, 6)
    line(ctx, '#5b6fa8', 7, [-28, -52], [-42, -36 - up * 42])
    line(ctx, '#5b6fa8', 7, [28, -52], [42, -36 - up * 42])
    box(ctx, '#ff6f91', -30, -66, 60, 44, 14)
    disc(ctx, '#ffd93b', 0, -44, 9)
    box(ctx, '#f4f7ff', -36, -122, 72, 56, 20)
    box(ctx, '#233056', -27, -112, 54, 36, 14)
    const happy = t > 24 || up > 0
    for (const side of [-1, 1]) {
      if (happy) {
        ctx.strokeStyle = '#7df9ff'
        ctx.lineWidth = 4
        ctx.beginPath()
        ctx.arc(side * 13, -92, 7, Math.PI, 0)
        ctx.stroke()
      } else oval(ctx, '#7df9ff', side * 13, -95, 6, t % 2.6 < 0.12 || bump > 0.5 ? 1.5 : 8)
    }
    line(ctx, '#5b6fa8', 4, [0, -122], [0, -136])
    disc(ctx, Math.sin(t * 6) > 0 ? '#ff6f91' : '#ffd93b', 0, -140, 6)
    ctx.restore()
    const won = CRATES.filter((at, i) => i > 0 && t >= at).length
    box(ctx, 'rgba(255,255,255,.92)', 32, 22, 106, 40, 20)
    star(ctx, 58, 43, 14, 0)
    text(ctx, `${won} / 7`, 82, 50, { size: 22, color: '#39487a' })
    for (const [from, to, words] of [
      [0.3, 3, 'Pip learns to jump'],
      [FALL + 0.1, FALL + 2, 'Oops!'],
      [24.1, 27.4, 'Seven stars! Well done, Pip!'],
    ]) {
      const shown = window_(t, from, to, 0.3)
      if (shown <= 0) continue
      ctx.save()
      ctx.globalAlpha = shown
      text(ctx, words, 332, 54, { size: 27, align: 'center', color: '#233056' })
      ctx.restore()
    }
  },
}
