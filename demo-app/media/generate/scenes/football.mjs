/** A derby seen from the stand: passes, a shot, a goal. */
import { box, clamp, disc, ease, fill, HEIGHT, line, mix, oval, poly, text, WIDTH, window_ } from '../draw.mjs'

const SCALE_X = 9.4,
  SCALE_Y = 3.3,
  TOP = 92
/** `[time, x, y, height]` of the ball in metres; a pass ends at a player. */
const BALL = [
  [0, 40, 36, 0],
  [2.2, 52, 22, 2],
  [4, 60, 40, 0],
  [5.6, 55, 52, 0],
  [8, 76, 46, 5],
  [9.6, 70, 30, 0],
  [11.4, 60, 18, 0],
  [13.4, 74, 14, 3],
  [15.6, 86, 24, 0],
  [17.2, 84, 40, 1],
  [18.2, 88, 34, 0],
  [18.9, 104.5, 31, 2],
  [20, 106, 32, 0],
  [28, 106, 32, 0],
]
const HOME = [
  [40, 36],
  [52, 22],
  [60, 40],
  [55, 52],
  [76, 46],
  [70, 30],
  [60, 18],
  [74, 14],
  [86, 24],
  [84, 40],
]
const AWAY = [
  [58, 30],
  [64, 24],
  [66, 48],
  [72, 38],
  [80, 20],
  [82, 48],
  [90, 30],
  [92, 42],
  [68, 10],
  [101, 33],
]

function ballAt(time) {
  const t = Math.max(0, time)
  let last = BALL[0]
  for (const stop of BALL) {
    if (t < stop[0]) {
      const share = (t - last[0]) / (stop[0] - last[0])
      return { x: mix(last[1], stop[1], share), y: mix(last[2], stop[2], share), h: 4 * stop[3] * share * (1 - share) }
    }
    last = stop
  }
  return { x: last[1], y: last[2], h: 0 }
}

function player(ctx, x, y, shirt, shorts, run) {
  oval(ctx, 'rgba(0,30,0,.35)', x + 3, y + 1, 8, 2.6)
  const swing = Math.sin(run) * 5
  line(ctx, '#e8c19c', 3, [x - 1, y - 9], [x - 1 + swing, y])
  line(ctx, '#e8c19c', 3, [x + 1, y - 9], [x + 1 - swing, y])
  box(ctx, shorts, x - 4.5, y - 13, 9, 6, 2)
  box(ctx, shirt, x - 5, y - 24, 10, 13, 3)
  line(ctx, shirt, 3, [x - 4, y - 22], [x - 7 - swing * 0.5, y - 15])
  line(ctx, shirt, 3, [x + 4, y - 22], [x + 7 + swing * 0.5, y - 15])
  disc(ctx, '#d9a981', x, y - 28, 3.8)
}

export const football = {
  id: 'football',
  seconds: 28,
  posterAt: 17.6,
  chord: [196, 247, 294, 392],
  draw(ctx, t) {
    const ball = ballAt(t)
    // A slow look-ahead keeps the picture steady, as a camera operator would.
    const focus = (ballAt(t - 0.6).x + ballAt(t).x + ballAt(t + 0.8).x + ballAt(t + 1.4).x) / 4
    const camera = clamp(focus, 36, 78)
    const sx = (x) => WIDTH / 2 + (x - camera) * SCALE_X
    const sy = (y) => TOP + y * SCALE_Y
    fill(ctx, '#16324a')
    for (let i = -2; i < 40; i++) {
      const x = sx(i * 5) - 20
      if (x < -60 || x > WIDTH) continue
      box(ctx, ['#23476a', '#27527a', '#1e3f60'][(i + 30) % 3], x, 4, 44, 52)
    }
    fill(ctx, '#0d1d2c', 0, 52, WIDTH, 8)
    for (let i = -1; i < 6; i++) {
      const x = sx(i * 32 - 8)
      box(ctx, i % 2 ? '#f2b705' : '#e9eef5', x, 60, 296, 20)
      text(ctx, i % 2 ? 'KESTREL TV SPORT' : 'HARBOUR DERBY', x + 148, 76, {
        size: 17,
        color: '#10202f',
        font: 'Condensed 700',
        align: 'center',
      })
    }
    fill(ctx, '#2f8f3e', 0, 80, WIDTH, HEIGHT - 80)
    for (let i = 0; i < 12; i++) if (i % 2) fill(ctx, '#2a8438', sx(i * 10 - 7), 80, 10 * SCALE_X, HEIGHT - 80)
    const paint = 'rgba(255,255,255,.85)'
    line(ctx, paint, 2.4, [sx(0), sy(0)], [sx(105), sy(0)], [sx(105), sy(68)], [sx(0), sy(68)], [sx(0), sy(0)])
    line(ctx, paint, 2.4, [sx(52.5), sy(0)], [sx(52.5), sy(68)])
    ctx.beginPath()
    ctx.ellipse(sx(52.5), sy(34), 9.15 * SCALE_X, 9.15 * SCALE_Y, 0, 0, Math.PI * 2)
    ctx.stroke()
    line(ctx, paint, 2.4, [sx(105), sy(14)], [sx(88.5), sy(14)], [sx(88.5), sy(54)], [sx(105), sy(54)])
    line(ctx, paint, 2.4, [sx(105), sy(25)], [sx(99.5), sy(25)], [sx(99.5), sy(43)], [sx(105), sy(43)])
    const post = sx(105),
      back = sx(107.4)
    poly(ctx, 'rgba(255,255,255,.22)', [post, sy(29) - 26], [post, sy(39) - 26], [back, sy(39) - 4], [back, sy(29) - 4])
    for (let i = 0; i <= 4; i++)
      line(ctx, 'rgba(255,255,255,.35)', 1, [post, sy(29 + i * 2.5) - 26], [back, sy(29 + i * 2.5) - 4])
    line(ctx, '#fff', 3, [sx(105), sy(29)], [sx(105), sy(29) - 26], [sx(105), sy(39) - 26], [sx(105), sy(39)])
    const actors = []
    const put = (spots, shirt, shorts, home) =>
      spots.forEach(([x, y], i) => {
        const pull = home ? 0.1 : 0.16
        const jog = t * 0.5 + i * 1.9
        const px = x + (ball.x - x) * pull * ease(1 - Math.abs(ball.x - x) / 60) + Math.sin(jog) * 1.6
        const py = y + (ball.y - y) * pull + Math.cos(jog * 1.2) * 1.8
        actors.push({ y: py, draw: () => player(ctx, sx(px), sy(py), shirt, shorts, t * 8 + i * 2) })
      })
    put(HOME, '#d9263b', '#fff', true)
    put(AWAY, '#f4f6fa', '#1f3f8f', false)
    actors.push({
      y: ball.y,
      draw: () => {
        oval(ctx, 'rgba(0,30,0,.4)', sx(ball.x) + 2, sy(ball.y) + 1, 4, 1.6)
        disc(ctx, '#fff', sx(ball.x), sy(ball.y) - 3 - ball.h * 7, 4)
        disc(ctx, '#333', sx(ball.x) + Math.cos(t * 9) * 1.5, sy(ball.y) - 3 - ball.h * 7 + Math.sin(t * 9) * 1.5, 1.3)
      },
    })
    actors.sort((a, b) => a.y - b.y).forEach((actor) => actor.draw())
    const scored = t >= 19
    box(ctx, 'rgba(8,14,24,.88)', 32, 18, 190, 30, 4)
    box(ctx, '#d9263b', 32, 18, 5, 30, 2)
    text(ctx, 'HAR', 46, 40, { size: 20, font: 'Condensed 700' })
    text(ctx, `${scored ? 2 : 1} – 1`, 106, 40, { size: 20, font: 'Condensed 700', align: 'center', color: '#ffd34d' })
    text(ctx, 'POR', 132, 40, { size: 20, font: 'Condensed 700' })
    const clock = 88 * 60 + Math.floor(t)
    text(ctx, `${Math.floor(clock / 60)}:${String(clock % 60).padStart(2, '0')}`, 214, 40, {
      size: 18,
      font: 'Condensed 500',
      align: 'right',
      color: '#cfd8e6',
    })
    const shout = window_(t, 19.1, 24.5, 0.3)
    if (shout > 0) {
      ctx.save()
      ctx.globalAlpha = shout
      box(ctx, '#d9263b', 150, 138, 340, 92, 8)
      text(ctx, 'GOAL!', 320, 196, { size: 58, align: 'center' })
      text(ctx, 'Okafor, 88 min · Harbour 2 – 1 Port', 320, 220, { size: 18, font: 'Barlow 500', align: 'center' })
      ctx.restore()
    }
  },
}
