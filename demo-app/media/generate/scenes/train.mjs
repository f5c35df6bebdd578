/** The evening train to the coast, seen from a window seat. */
import { box, caption, colorAt, disc, fill, gradient, hills, line, oval, ramp, WIDTH } from '../draw.mjs'

const TOP = [
  [0, '#5b7fc0'],
  [12, '#5d5fa6'],
  [22, '#332c63'],
  [28, '#171b3f'],
]
const LOW = [
  [0, '#fbe3b4'],
  [12, '#ffb27a'],
  [22, '#e8735a'],
  [28, '#7a3f5c'],
]
const FIELD = [
  [0, '#8fae55'],
  [12, '#7b8a4a'],
  [20, '#4d5440'],
  [28, '#22283a'],
]

export const train = {
  id: 'train',
  seconds: 28,
  posterAt: 16.2,
  chord: [147, 185, 220, 294],
  draw(ctx, t) {
    ctx.save()
    ctx.beginPath()
    ctx.roundRect(46, 26, 548, 238, 26)
    ctx.clip()
    gradient(ctx, colorAt(TOP, t), colorAt(LOW, t), 0, 20, WIDTH, 180)
    disc(ctx, '#ffd9a0', 430 - t * 2, 84 + t * 3.6, 30)
    const sea = ramp(t, 14, 20)
    ctx.globalAlpha = 1 - sea * 0.6
    hills(ctx, '#6c6f9c', 190, 96, 100, t * 10)
    ctx.globalAlpha = 1
    if (sea > 0) {
      fill(
        ctx,
        colorAt(
          [
            [14, '#6d79b0'],
            [28, '#2b2f60'],
          ],
          t,
        ),
        0,
        262 - 92 * sea,
        WIDTH,
        100,
      )
      for (let i = 0; i < 7; i++)
        oval(
          ctx,
          'rgba(255,210,150,.5)',
          430 - t * 2 + Math.sin(t * 2 + i) * 5,
          268 - 92 * sea + i * 9,
          30 - i * 2,
          1.8,
        )
    }
    const field = colorAt(FIELD, t)
    hills(ctx, field, 236 + sea * 26, 58, 54, t * 66)
    if (sea < 0.9)
      for (let i = 0; i < 5; i++) {
        const x = ((((i * 210 - t * 100) % 1050) + 1050) % 1050) - 120
        box(ctx, '#3d2f2a', x, 196 + sea * 60, 44, 30)
        box(ctx, '#7d3b30', x - 5, 186 + sea * 60, 54, 14, 3)
        box(ctx, '#ffe39a', x + 10, 206 + sea * 60, 9, 9)
        box(ctx, '#ffe39a', x + 26, 206 + sea * 60, 9, 9)
        oval(ctx, '#2f4632', x + 92, 206 + sea * 60, 20, 28)
      }
    fill(ctx, field, 0, 246, WIDTH, 40)
    for (let i = 0; i < 3; i++) {
      const x = ((((i * 340 - t * 420) % 1020) + 1020) % 1020) - 150
      box(ctx, '#20222e', x, 40, 8, 240)
      box(ctx, '#20222e', x - 24, 62, 58, 5)
    }
    const wire = 66 + Math.abs(Math.sin(t * 3.88)) * 8
    line(ctx, 'rgba(25,25,40,.8)', 2, [40, wire], [600, wire])
    line(ctx, 'rgba(255,255,255,.09)', 26, [120, 20], [40, 200])
    line(ctx, 'rgba(255,255,255,.06)', 12, [170, 20], [80, 230])
    ctx.restore()
    // The wall is one path with a hole, so that the window keeps its round corners.
    ctx.fillStyle = '#3a2a2b'
    ctx.beginPath()
    ctx.rect(0, 0, 640, 360)
    ctx.roundRect(46, 26, 548, 238, 26)
    ctx.fill('evenodd')
    ctx.strokeStyle = '#8b6b4a'
    ctx.lineWidth = 8
    ctx.beginPath()
    ctx.roundRect(46, 26, 548, 238, 26)
    ctx.stroke()
    box(ctx, '#7a2233', 0, 20, 34, 250, 8)
    box(ctx, '#7a2233', 606, 20, 34, 250, 8)
    for (let i = 0; i < 3; i++) {
      line(ctx, '#5d1826', 3, [8 + i * 9, 26], [8 + i * 9, 264])
      line(ctx, '#5d1826', 3, [614 + i * 9, 26], [614 + i * 9, 264])
    }
    const rattle = Math.sin(t * 22) * 0.5
    box(ctx, '#a9794c', 60, 290, 520, 20, 4)
    box(ctx, '#7d5733', 60, 308, 520, 10, 3)
    fill(ctx, '#2c1f20', 0, 318, 640, 42)
    box(ctx, '#f3f0ea', 420, 252 + rattle, 46, 40, 8)
    oval(ctx, '#6b3f1e', 443, 254 + rattle, 20, 5)
    ctx.strokeStyle = '#f3f0ea'
    ctx.lineWidth = 6
    ctx.beginPath()
    ctx.arc(470, 270 + rattle, 10, -1.4, 1.4)
    ctx.stroke()
    for (let i = 0; i < 2; i++) {
      const a = t * 1.4 + i * 2
      line(
        ctx,
        'rgba(255,255,255,.28)',
        3,
        [436 + i * 14, 244],
        [436 + i * 14 + Math.sin(a) * 5, 230],
        [436 + i * 14 - Math.sin(a) * 5, 216],
      )
    }
    box(ctx, '#274b6d', 300, 278, 84, 12, 3)
    box(ctx, '#e9e3d3', 304, 270, 80, 9, 2)
    caption(ctx, t, 1, 6, 'Evening Train to the Coast', 'Four hours, eleven stations', '#ffb27a')
    caption(ctx, t, 18.5, 24, 'And then, the sea', 'Between tunnels 9 and 10', '#ffb27a')
  },
}
