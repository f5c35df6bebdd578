/** A news desk: a presenter, a picture beside her, a ticker. */
import { box, disc, fill, gradient, line, oval, poly, ramp, text, WIDTH, window_ } from '../draw.mjs'

const STORIES = [
  [0, 10, 'Ferries back to timetable', 'Harbour reopens after the storm', 'boat'],
  [10, 20, 'Rain clears by noon', 'Sunny intervals, 18 to 21 degrees', 'weather'],
  [20, 30, 'Cycling doubles in five years', 'City counts 64,000 riders a day', 'chart'],
]
const TICKER =
  'Library opens all night during exams    —    New tram line 9 starts on Monday    —    Museum finds a lost sketch in its own archive    —    Football: Harbour 2 – 1 Port    —    '

function picture(ctx, kind, t) {
  const x = 372,
    y = 56,
    w = 212,
    h = 132
  ctx.save()
  ctx.beginPath()
  ctx.roundRect(x, y, w, h, 6)
  ctx.clip()
  if (kind === 'boat') {
    gradient(ctx, '#8fb7d6', '#dfeaf2', x, y, w, 80)
    fill(ctx, '#2f6b93', x, y + 80, w, 60)
    const bob = Math.sin(t * 2) * 2,
      bx = x + 40 + t * 5
    poly(ctx, '#f4f4f4', [bx, y + 66 + bob], [bx + 108, y + 66 + bob], [bx + 96, y + 92 + bob], [bx + 12, y + 92 + bob])
    box(ctx, '#e4572e', bx + 20, y + 50 + bob, 62, 16, 2)
    box(ctx, '#f4f4f4', bx + 56, y + 32 + bob, 14, 18)
    for (let i = 0; i < 4; i++) disc(ctx, '#7fd0ff', bx + 28 + i * 14, y + 58 + bob, 3)
    fill(ctx, '#275b7e', x, y + 94, w, 50)
  } else if (kind === 'weather') {
    gradient(ctx, '#3f7fc0', '#a9d3f0', x, y, w, h)
    disc(ctx, '#ffd34d', x + 128, y + 54, 26)
    const cx = x + 74 + Math.sin(t * 0.7) * 10
    for (const [dx, dy, r] of [
      [0, 0, 22],
      [24, -10, 26],
      [50, 0, 22],
    ])
      disc(ctx, '#fff', cx + dx, y + 78 + dy, r)
    box(ctx, '#fff', cx - 10, y + 78, 72, 22, 11)
    text(ctx, '21°', x + w - 14, y + 118, { size: 36, align: 'right' })
  } else {
    fill(ctx, '#10263c', x, y, w, h)
    const grow = ramp(t, 20.3, 22)
    ;[30, 38, 47, 60, 84].forEach((value, i) => {
      box(ctx, i === 4 ? '#ffb000' : '#3f8fd0', x + 22 + i * 36, y + h - 22 - value * grow, 24, value * grow, 2)
      text(ctx, `’2${i + 1}`, x + 34 + i * 36, y + h - 8, {
        size: 12,
        font: 'Condensed 500',
        align: 'center',
        color: '#b9cbe0',
      })
    })
  }
  ctx.restore()
  ctx.strokeStyle = 'rgba(255,255,255,.8)'
  ctx.lineWidth = 2
  ctx.beginPath()
  ctx.roundRect(x, y, w, h, 6)
  ctx.stroke()
}

export const news = {
  id: 'news',
  seconds: 30,
  posterAt: 3.2,
  chord: [147, 196, 220, 294],
  draw(ctx, t) {
    gradient(ctx, '#0d2a4d', '#1f5a94')
    for (let i = 0; i < 9; i++) box(ctx, 'rgba(255,255,255,.045)', i * 84 + Math.sin(t * 0.2) * 14 - 40, 0, 40, 270)
    for (let y = 0; y < 9; y++)
      for (let x = 0; x < 22; x++)
        if (Math.sin(x * 1.7 + y * 2.9) + Math.cos(x * 0.6 - y) > 0.4)
          disc(ctx, 'rgba(140,200,255,.20)', 20 + x * 29, 22 + y * 24, 4)
    for (const [from, to, , , kind] of STORIES) {
      const shown = window_(t, from - 0.01, to, 0.35)
      if (shown > 0) {
        ctx.save()
        ctx.globalAlpha = from === 0 && t < 1 ? 1 : shown
        picture(ctx, kind, t)
        ctx.restore()
      }
    }
    const nod = Math.sin(t * 1.7) * 1.6,
      sway = Math.sin(t * 0.6) * 3
    const x = 206 + sway,
      y = 150 + nod
    oval(ctx, '#3a2017', x, y + 2, 40, 48)
    box(ctx, '#3a2017', x - 40, y, 80, 52, 18)
    box(ctx, '#c98f66', x - 12, y + 30, 24, 34, 6)
    poly(ctx, '#a8253d', [x - 84, 290], [x - 66, 214], [x - 22, 196], [x + 22, 196], [x + 66, 214], [x + 84, 290])
    poly(ctx, '#f4efe9', [x - 20, 197], [x + 20, 197], [x, 236])
    poly(ctx, '#c98f66', [x - 13, 194], [x + 13, 194], [x, 216])
    oval(ctx, '#d9a27a', x, y + 4, 29, 36)
    ctx.fillStyle = '#3a2017'
    ctx.beginPath()
    ctx.ellipse(x, y - 18, 31, 20, 0, Math.PI, 0)
    ctx.fill()
    const blink = t % 3.4 < 0.14 ? 0.6 : 4
    oval(ctx, '#fff', x - 11, y, 5, blink)
    oval(ctx, '#fff', x + 11, y, 5, blink)
    if (blink > 1) {
      disc(ctx, '#2b1a12', x - 11 + sway * 0.3, y, 2.6)
      disc(ctx, '#2b1a12', x + 11 + sway * 0.3, y, 2.6)
    }
    line(ctx, '#3a2017', 2.4, [x - 17, y - 9], [x - 6, y - 10])
    line(ctx, '#3a2017', 2.4, [x + 6, y - 10], [x + 17, y - 9])
    const mouth = 1.6 + Math.abs(Math.sin(t * 7.3) * Math.sin(t * 2.1 + 1)) * 5
    oval(ctx, '#8c2f36', x, y + 20, 8, mouth)
    poly(ctx, '#e8edf4', [40, 268], [392, 268], [420, 300], [12, 300])
    fill(ctx, '#b9c7d8', 0, 298, 432, 62)
    fill(ctx, '#0a1f3a', 0, 300, WIDTH, 60)
    const story = STORIES.find(([from, to]) => t >= from && t < to) ?? STORIES[2]
    box(ctx, '#c1121f', 32, 252, 116, 22, 2)
    text(ctx, 'EVENING BRIEF', 90, 268, { size: 15, font: 'Condensed 700', align: 'center' })
    box(ctx, '#f7f9fc', 32, 274, 420, 48, 2)
    text(ctx, story[2], 46, 297, { size: 21, color: '#0a1f3a' })
    text(ctx, story[3], 46, 315, { size: 15, font: 'Barlow 500', color: '#43566e' })
    fill(ctx, '#ffb000', 0, 330, WIDTH, 30)
    ctx.font = '17px "Barlow 500"'
    const length = ctx.measureText(TICKER).width
    for (let at = 10 - ((t * 60) % length); at < WIDTH; at += length)
      text(ctx, TICKER, at, 351, { size: 17, font: 'Barlow 500', color: '#10202f' })
  },
}
