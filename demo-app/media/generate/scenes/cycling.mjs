/** A mountain stage from the side: three riders, a long climb, an attack. */
import { box, caption, disc, gradient, hills, line, mix, oval, ramp, text, WIDTH, fill } from '../draw.mjs'

function rider(ctx, x, y, jersey, t, lean) {
  const turn = t * 9
  const wheel = (wx) => {
    ctx.strokeStyle = '#16181d'
    ctx.lineWidth = 3.6
    ctx.beginPath()
    ctx.arc(wx, y - 21, 20, 0, 7)
    ctx.stroke()
    for (let i = 0; i < 4; i++) {
      const a = turn * 1.6 + (i * Math.PI) / 4
      line(
        ctx,
        'rgba(40,44,52,.55)',
        1,
        [wx - Math.cos(a) * 19, y - 21 - Math.sin(a) * 19],
        [wx + Math.cos(a) * 19, y - 21 + Math.sin(a) * 19],
      )
    }
  }
  oval(ctx, 'rgba(0,0,0,.25)', x + 30, y + 2, 62, 5)
  wheel(x)
  wheel(x + 66)
  const crank = [x + 28, y - 20]
  const leg = (phase, color) => {
    const foot = [crank[0] + Math.cos(turn + phase) * 10, crank[1] + Math.sin(turn + phase) * 10]
    const hip = [x + 16, y - 62]
    const knee = [(foot[0] + hip[0]) / 2 + 14, (foot[1] + hip[1]) / 2 - 4]
    line(ctx, color, 7, hip, knee, foot)
    line(ctx, '#f0f0f0', 5, foot, [foot[0] + 7, foot[1] + 1])
  }
  leg(Math.PI, '#a2714d')
  line(ctx, jersey, 4, [x, y - 21], [x + 18, y - 54], [x + 58, y - 56], [x + 28, y - 20], [x, y - 21])
  line(ctx, jersey, 4, [x + 28, y - 20], [x + 17, y - 57])
  line(ctx, '#222', 4, [x + 66, y - 21], [x + 57, y - 60], [x + 66, y - 62])
  leg(0, '#c08a62')
  const shoulder = [x + 46, y - 88 + lean]
  line(ctx, '#22252c', 13, [x + 16, y - 64], [x + 22, y - 68])
  line(ctx, jersey, 15, [x + 20, y - 68], shoulder)
  line(ctx, '#c08a62', 6, shoulder, [x + 52, y - 74], [x + 63, y - 64])
  disc(ctx, '#c08a62', shoulder[0] + 11, shoulder[1] - 9, 8)
  oval(ctx, '#fff', shoulder[0] + 9, shoulder[1] - 14, 11, 6.5, 0.25)
}

export const cycling = {
  id: 'cycling',
  seconds: 28,
  posterAt: 20.5,
  chord: [175, 220, 262, 349],
  draw(ctx, t) {
    gradient(ctx, '#6fb4e8', '#e9f3f7', 0, 0, WIDTH, 230)
    disc(ctx, '#fff6d0', 520, 62, 26)
    hills(ctx, '#9fb9cf', 190, 120, 90, t * 6)
    hills(ctx, '#6f97a0', 220, 92, 64, 300 + t * 14)
    hills(ctx, '#4c8060', 246, 62, 46, 80 + t * 34)
    for (let i = 0; i < 8; i++) {
      const x = ((((i * 110 - t * 62) % 880) + 880) % 880) - 60
      box(ctx, '#4a3524', x - 3, 214, 6, 30)
      oval(ctx, '#2d6145', x, 196, 20, 32)
    }
    fill(ctx, '#7d9a55', 0, 240, WIDTH, 16)
    for (let i = 0; i < 16; i++) {
      const x = ((((i * 52 - t * 150) % 832) + 832) % 832) - 40
      box(ctx, '#e8e6df', x, 236, 6, 20, 2)
    }
    fill(ctx, '#d5d3cc', 0, 240, WIDTH, 5)
    fill(ctx, '#5b6069', 0, 256, WIDTH, 104)
    for (let i = 0; i < 6; i++) box(ctx, '#eceff2', ((((i * 150 - t * 300) % 900) + 900) % 900) - 120, 322, 84, 6, 2)
    const attack = ramp(t, 13, 19)
    const sway = Math.sin(t * 4.5) * 2
    rider(ctx, mix(60, -40, attack) + Math.sin(t * 0.5) * 8, 290, '#2d5fd0', t * 0.96, sway)
    rider(ctx, mix(200, 96, attack) + Math.sin(t * 0.4 + 2) * 8, 302, '#23a35a', t, -sway)
    rider(ctx, mix(330, 400, attack) + Math.sin(t * 0.6 + 4) * 6, 312, '#f2c200', t * 1.04, mix(0, -4, attack) + sway)
    box(ctx, 'rgba(8,14,24,.88)', 32, 18, 214, 30, 4)
    box(ctx, '#f2c200', 32, 18, 5, 30, 2)
    text(ctx, 'STAGE 7', 46, 40, { size: 19, font: 'Condensed 700' })
    text(ctx, `${(12.4 - t * 0.012).toFixed(1)} km to go`, 238, 40, {
      size: 18,
      font: 'Condensed 500',
      align: 'right',
      color: '#ffd34d',
    })
    if (attack > 0)
      text(ctx, `Gap ${Math.round(attack * 11)} s`, 256, 41, { size: 21, font: 'Condensed 700', color: '#10202f' })
    caption(ctx, t, 1, 6.5, 'Col du Vent', 'Average gradient 7.9 % · 1,642 m', '#f2c200')
    caption(ctx, t, 14, 20, 'Delacroix attacks', 'Three minutes from the summit', '#f2c200')
  },
}
