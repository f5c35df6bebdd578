/** A day at a lake: the sun crosses the sky, a heron fishes, birds pass. */
import { caption, clamp, colorAt, disc, fill, gradient, HEIGHT, hills, line, mix, oval, ramp, WIDTH } from '../draw.mjs'

const SKY_TOP = [
  [0, '#27325e'],
  [5, '#5d86c8'],
  [15, '#3f8fd8'],
  [23, '#5a5fa8'],
  [30, '#14193c'],
]
const SKY_LOW = [
  [0, '#f0a36b'],
  [5, '#f6dcb0'],
  [15, '#cfe9f7'],
  [23, '#ff9b5a'],
  [30, '#5a3a5e'],
]
const LAND = [
  [0, '#24383b'],
  [6, '#47754e'],
  [16, '#4f8a52'],
  [24, '#3a4a3c'],
  [30, '#121d22'],
]

export const nature = {
  id: 'nature',
  seconds: 30,
  posterAt: 24,
  chord: [131, 165, 196, 262],
  draw(ctx, t) {
    const top = colorAt(SKY_TOP, t),
      low = colorAt(SKY_LOW, t),
      land = colorAt(LAND, t)
    gradient(ctx, top, low, 0, 0, WIDTH, 206)
    const angle = mix(Math.PI * 1.04, -Math.PI * 0.06, t / 30)
    const sx = 320 + Math.cos(angle) * 270,
      sy = 208 - Math.sin(angle) * 160
    const warm = 1 - clamp((208 - sy) / 150)
    disc(ctx, 'rgba(255,240,200,.20)', sx, sy, 44)
    disc(ctx, warm > 0.6 ? '#ffb067' : '#fff3cf', sx, sy, 24)
    for (const [x, y, s] of [
      [90, 52, 1],
      [330, 38, 0.8],
      [520, 80, 1.1],
    ]) {
      const cx = ((x + t * 5) % 760) - 60
      for (const [dx, dy, r] of [
        [0, 0, 15],
        [18, -7, 18],
        [38, 0, 14],
      ])
        oval(ctx, 'rgba(255,255,255,.42)', cx + dx * s, y + dy * s, r * s * 1.4, r * s * 0.7)
    }
    ctx.globalAlpha = 0.72
    hills(ctx, land, 200, 116, 88, 40)
    ctx.globalAlpha = 1
    hills(ctx, land, 208, 54, 42, 260)
    gradient(ctx, low, top, 0, 206, WIDTH, HEIGHT - 206)
    fill(ctx, 'rgba(10,30,50,.30)', 0, 206, WIDTH, HEIGHT - 206)
    if (sy < 206)
      for (let i = 0; i < 8; i++) {
        const wide = (26 - i) * (0.7 + 0.3 * Math.sin(t * 3 + i * 1.8))
        oval(ctx, 'rgba(255,235,190,.34)', sx + Math.sin(t * 2 + i) * 4, 216 + i * 13, wide, 2.2)
      }
    for (let i = 0; i < 12; i++) {
      const y = 216 + i * 12,
        x = ((i * 97 + t * (6 + i)) % 760) - 60
      line(ctx, 'rgba(255,255,255,.14)', 2, [x, y], [x + 46 + i * 3, y])
    }
    if (t > 6 && t < 16)
      for (let i = 0; i < 7; i++) {
        const bx = -60 + (t - 6) * 82 - Math.abs(i - 3) * 17,
          by = 92 + (i - 3) * 9 + Math.sin(t * 1.3) * 8,
          flap = Math.sin(t * 9 + i) * 6
        line(ctx, '#1b2733', 2.6, [bx - 10, by - flap], [bx, by], [bx + 10, by - flap])
      }
    const hx = 470,
      hy = 296,
      dip = ramp(t, 17.4, 17.8) - ramp(t, 18.2, 18.9)
    const body = '#5f7286',
      dark = '#2f3d4c'
    line(ctx, dark, 2.6, [hx - 3, hy - 20], [hx - 4, hy + 22])
    line(ctx, dark, 2.6, [hx + 6, hy - 20], [hx + 9, hy + 22])
    oval(ctx, body, hx, hy - 32, 30, 14, -0.32)
    oval(ctx, dark, hx - 16, hy - 26, 18, 7, -0.4)
    const head = [mix(hx + 34, hx + 62, dip), mix(hy - 88, hy + 10, dip)]
    line(
      ctx,
      '#c4cfd9',
      7,
      [hx + 22, hy - 42],
      [hx + mix(38, 48, dip), hy - 60 + dip * 20],
      [hx + mix(26, 58, dip), hy - 76 + dip * 60],
      head,
    )
    disc(ctx, '#e6ebef', head[0], head[1], 7)
    line(ctx, '#e8a33a', 3.6, [head[0] + 5, head[1]], [head[0] + mix(30, 14, dip), head[1] + mix(4, 22, dip)])
    line(ctx, dark, 3, [head[0], head[1] - 4], [head[0] - 16, head[1] - 6])
    disc(ctx, '#1b2733', head[0] + 2, head[1] - 2, 1.6)
    for (let i = 0; i < 3; i++) {
      const r = (t * 0.4 + i / 3) % 1
      ctx.strokeStyle = `rgba(255,255,255,${(0.3 * (1 - r)).toFixed(2)})`
      ctx.lineWidth = 1.6
      ctx.beginPath()
      ctx.ellipse(hx + 2, hy + 22, 10 + r * 40, 3 + r * 9, 0, 0, 7)
      ctx.stroke()
    }
    for (let i = 0; i < 26; i++) {
      const x = i < 14 ? 8 + i * 9 : 548 + (i - 14) * 8,
        tall = 46 + ((i * 37) % 40),
        sway = Math.sin(t * 1.1 + i * 0.5) * 5
      line(
        ctx,
        i % 2 ? '#20382a' : '#2a4a34',
        3.4,
        [x, 362],
        [x + sway * 0.4, 362 - tall * 0.6],
        [x + sway, 362 - tall],
      )
      if (i % 4 === 0) oval(ctx, '#5a3b22', x + sway, 362 - tall, 4, 11, sway * 0.02)
    }
    caption(ctx, t, 1.5, 6.5, 'A Day at Heron Lake', 'From first light to dusk', '#8fd16a')
    caption(ctx, t, 16.6, 21.5, 'Grey heron', 'Waits up to an hour, strikes in a blink', '#8fd16a')
  },
}
