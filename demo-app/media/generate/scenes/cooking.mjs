/** One pan, ten minutes: oil, garlic, tomatoes, basil, seen from above the stove. */
import { box, disc, fill, gradient, line, oval, poly, ramp, seeded, text, WIDTH, window_, mixColor } from '../draw.mjs'

const STEPS = [
  [0, 6.5, '1', 'Warm the olive oil'],
  [6.5, 13, '2', 'Garlic, until golden'],
  [13, 21, '3', 'Tomatoes, five minutes'],
  [21, 28.2, '4', 'Basil, and serve'],
]
const random = seeded(7)
const spots = (count, spread) =>
  Array.from({ length: count }, () => {
    const a = random() * 6.28,
      r = Math.sqrt(random()) * spread
    return [Math.cos(a) * r, Math.sin(a) * r * 0.62, random() * 6.28, random()]
  })
const GARLIC = spots(16, 96),
  TOMATOES = spots(17, 98),
  BASIL = spots(11, 84),
  BUBBLES = spots(22, 100)

function drop(t, start, order) {
  return ramp(t, start + order * 1.6, start + order * 1.6 + 0.5)
}

export const cooking = {
  id: 'cooking',
  seconds: 28,
  posterAt: 26,
  chord: [165, 208, 247, 330],
  draw(ctx, t) {
    gradient(ctx, '#efe3d0', '#e3d0b4', 0, 0, WIDTH, 130)
    for (let row = 0; row < 3; row++)
      for (let i = 0; i < 12; i++)
        box(ctx, (i + row) % 2 ? '#e7d6bc' : '#f5ecdd', i * 58 - (row % 2) * 29, row * 42, 56, 40, 2)
    box(ctx, '#4f7d5a', 500, 46, 66, 76, 6)
    oval(ctx, '#3b6346', 533, 46, 33, 8)
    for (let i = 0; i < 6; i++)
      oval(ctx, i % 2 ? '#5da04e' : '#3f8a45', 500 + i * 13, 26 - (i % 3) * 8 + Math.sin(t + i) * 1.5, 13, 8, i)
    box(ctx, '#b9c94a', 60, 34, 34, 90, 8)
    box(ctx, '#8d9b33', 70, 10, 14, 28, 4)
    box(ctx, '#f5f0dd', 64, 66, 26, 34, 2)
    text(ctx, 'OLIO', 77, 87, { size: 11, color: '#586018', align: 'center', font: 'Condensed 700' })
    fill(ctx, '#3b3f46', 0, 122, WIDTH, 238)
    fill(ctx, '#4a4f58', 0, 122, WIDTH, 8)
    for (let i = 0; i < 26; i++) {
      const a = (i / 26) * 6.283,
        flick = 8 + Math.sin(t * 11 + i * 2.3) * 4
      poly(
        ctx,
        i % 3 ? '#4aa3ff' : '#8fd0ff',
        [320 + Math.cos(a) * 128 - 4, 262 + Math.sin(a) * 78],
        [320 + Math.cos(a) * (134 + flick), 262 + Math.sin(a) * (80 + flick * 0.5)],
        [320 + Math.cos(a) * 128 + 4, 262 + Math.sin(a) * 78],
      )
    }
    const shake = t > 15 && t < 20 ? Math.sin(t * 6) * 6 : 0
    ctx.save()
    ctx.translate(320 + shake, 236)
    line(ctx, '#22252b', 22, [118, 12], [250, 42])
    line(ctx, '#383c45', 8, [150, 17], [244, 39])
    oval(ctx, '#15171b', 0, 10, 146, 92)
    oval(ctx, '#2b2e35', 0, 0, 146, 90)
    oval(ctx, '#1d1f24', 0, 2, 132, 80)
    const oil = ramp(t, 1, 4),
      sauce = ramp(t, 14, 20)
    oval(ctx, mixColor('#c9a227', '#b83a1e', sauce), 0, 4, 118 * oil, 70 * oil)
    if (oil > 0.5) oval(ctx, 'rgba(255,240,170,.28)', -34, -18, 34 * oil, 12 * oil, -0.3)
    BUBBLES.forEach(([x, y, phase, size]) => {
      if (t > 5) {
        const b = (Math.sin(t * 5 + phase * 3) + 1) / 2
        disc(ctx, sauce > 0.5 ? 'rgba(255,160,110,.55)' : 'rgba(255,236,150,.6)', x, y + 4, b * (2 + size * 3))
      }
    })
    GARLIC.forEach(([x, y, turn], i) => {
      const d = drop(t, 7, i / 16)
      if (d > 0) oval(ctx, mixColor('#fbf3dc', '#d9a441', ramp(t, 9, 13)), x, y + 2 - (1 - d) * 200, 9, 5, turn)
    })
    TOMATOES.forEach(([x, y, turn], i) => {
      const d = drop(t, 13.2, i / 17)
      if (d <= 0) return
      const yy = y + 2 - (1 - d) * 220
      oval(ctx, '#b71f1f', x, yy + 2, 15, 12, turn)
      oval(ctx, '#e23a2e', x, yy, 15, 12, turn)
      oval(ctx, '#ff8a70', x - 4, yy - 4, 5, 3, turn)
    })
    BASIL.forEach(([x, y, turn], i) => {
      const d = drop(t, 21.4, i / 11)
      if (d > 0) {
        oval(ctx, '#2c7a37', x, y - (1 - d) * 210, 15, 8, turn + (1 - d) * 5)
        line(
          ctx,
          '#5fb561',
          1.4,
          [x - Math.cos(turn) * 11, y - (1 - d) * 210 - Math.sin(turn) * 11],
          [x + Math.cos(turn) * 11, y - (1 - d) * 210 + Math.sin(turn) * 11],
        )
      }
    })
    ctx.restore()
    for (let i = 0; i < 5; i++) {
      const life = (t * 0.32 + i / 5) % 1,
        strength = ramp(t, 4, 12) * Math.sin(life * Math.PI)
      if (strength <= 0.02) continue
      oval(
        ctx,
        `rgba(255,255,255,${(0.17 * strength).toFixed(3)})`,
        250 + i * 36 + Math.sin(life * 5 + i) * 18,
        210 - life * 150,
        20 + life * 22,
        26 + life * 20,
      )
    }
    text(ctx, 'ONE PAN, TEN MINUTES', 300, 74, { size: 24, font: 'Condensed 700', align: 'center', color: '#5b4630' })
    for (const [from, to, number, words] of STEPS) {
      const shown = from === 0 && t < 1 ? 1 : window_(t, from, to, 0.35)
      if (shown <= 0) continue
      ctx.save()
      ctx.globalAlpha = shown
      box(ctx, 'rgba(255,252,245,.94)', 32, 286, 276, 46, 23)
      disc(ctx, '#d8572a', 55, 309, 18)
      text(ctx, number, 55, 316, { size: 21, align: 'center' })
      text(ctx, words, 84, 316, { size: 19, color: '#3a2a18' })
      ctx.restore()
    }
  },
}
