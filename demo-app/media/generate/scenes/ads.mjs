/** Five advertisements of invented brands; each has one colour, one motif and one large name. */
import { box, disc, ease, fill, gradient, HEIGHT, hills, line, mix, oval, poly, ramp, text, WIDTH } from '../draw.mjs'

const brand = (ctx, t, name, claim, { color = '#fff', y = 276, size = 64, from = 1.4 } = {}) => {
  const shown = ramp(t, from, from + 0.6)
  if (shown <= 0) return
  ctx.save()
  ctx.globalAlpha = shown
  ctx.translate(0, (1 - shown) * 18)
  text(ctx, name, 320, y, { size, align: 'center', color })
  text(ctx, claim, 320, y + 34, { size: 23, align: 'center', color, font: 'Barlow 500' })
  ctx.restore()
}

export const adHouse = {
  id: 'ad-house',
  seconds: 6,
  chord: [196, 247, 294, 370],
  posterAt: 4,
  draw(ctx, t) {
    gradient(ctx, '#0b2a3f', '#0f5c63')
    const tiles = ['#e4572e', '#f2b705', '#2d9c6f', '#3f8fd0', '#8f5fbf', '#d9263b', '#6fcf6a', '#5b7fc0']
    tiles.forEach((color, i) => {
      const x = ((((i * 168 - t * 46) % 1344) + 1344) % 1344) - 170
      box(ctx, color, x, 44 + (i % 2) * 10, 150, 86, 8)
      poly(
        ctx,
        'rgba(255,255,255,.85)',
        [x + 64, 66 + (i % 2) * 10],
        [x + 64, 108 + (i % 2) * 10],
        [x + 96, 87 + (i % 2) * 10],
      )
    })
    poly(ctx, '#ffb000', [296, 166], [344, 190], [296, 214])
    brand(ctx, t, 'Kestrel TV', 'Something good, every evening', { from: 0.4, y: 280, size: 66 })
  },
}

export const adSports = {
  id: 'ad-sports',
  seconds: 6,
  chord: [220, 277, 330, 440],
  posterAt: 4,
  draw(ctx, t) {
    gradient(ctx, '#ff7a00', '#e02f00')
    for (let i = 0; i < 14; i++) {
      const x = ((((i * 130 - t * (520 + i * 20)) % 900) + 900) % 900) - 180
      line(ctx, 'rgba(255,255,255,.20)', 5, [x, 26 + i * 15], [x + 110, 26 + i * 15])
    }
    const slide = mix(-260, 0, ease(t / 1.1)),
      hop = Math.abs(Math.sin(t * 4.2)) * 14
    ctx.save()
    ctx.translate(318 + slide, 178 - hop)
    ctx.rotate(-0.12)
    oval(ctx, 'rgba(90,0,0,.25)', 10, 42 + hop, 130, 10)
    box(ctx, '#fff', -126, 14, 256, 24, 12)
    box(ctx, '#14171d', -122, 30, 248, 9, 4)
    poly(ctx, '#10131a', [-120, 18], [-122, -46], [-92, -66], [-58, -58], [-20, -34], [40, -14], [112, -6], [128, 18])
    poly(ctx, '#ffe600', [-60, 14], [34, -20], [56, -13], [-18, 14])
    for (let i = 0; i < 4; i++) line(ctx, '#fff', 4, [-50 + i * 19, -50 + i * 10], [-34 + i * 19, -60 + i * 11])
    ctx.restore()
    brand(ctx, t, 'SWIFTLINE', 'For everyone who still runs after the final whistle', { from: 0.8, y: 290, size: 72 })
  },
}

export const adCooking = {
  id: 'ad-cooking',
  seconds: 6,
  chord: [165, 208, 247, 330],
  posterAt: 4.4,
  draw(ctx, t) {
    gradient(ctx, '#f6f0da', '#e4e2b2')
    for (let i = 0; i < 12; i++)
      oval(
        ctx,
        i % 2 ? '#7f9a3a' : '#9db552',
        26 + i * 54,
        22 + Math.sin(t * 1.2 + i) * 5 + (i % 3) * 8,
        26,
        9,
        0.5 * (i % 2 ? 1 : -1),
      )
    ctx.save()
    ctx.translate(170, 140)
    ctx.rotate(mix(0, 1.15, ramp(t, 0.3, 1.5)))
    box(ctx, '#5d6b1f', -34, -70, 68, 140, 14)
    box(ctx, '#5d6b1f', -11, -112, 22, 48, 5)
    box(ctx, '#2c330c', -13, -120, 26, 14, 3)
    box(ctx, '#f9f5e3', -28, -24, 56, 70, 4)
    oval(ctx, '#7f9a3a', 0, 6, 11, 16, 0.4)
    ctx.restore()
    const pour = ramp(t, 1.5, 2)
    if (pour > 0) line(ctx, '#d9b32a', 7, [284, 94], [292, 110], [294, 112 + 78 * pour])
    oval(ctx, '#fff', 320, 200, 112, 26)
    oval(ctx, '#ece8d8', 320, 196, 96, 20)
    oval(ctx, '#d9b32a', 306, 196, 74 * ramp(t, 1.9, 4.5), 14 * ramp(t, 1.9, 4.5))
    poly(ctx, '#c98b4b', [420, 188], [500, 150], [540, 178], [462, 214])
    poly(ctx, '#f0d6a4', [424, 186], [500, 152], [530, 172], [460, 206])
    brand(ctx, t, 'Olea Verde', 'The oil that starts good dinners', { color: '#3d4a12', from: 0.9, y: 294, size: 66 })
  },
}

export const adNature = {
  id: 'ad-nature',
  seconds: 6,
  chord: [131, 165, 196, 262],
  posterAt: 4,
  draw(ctx, t) {
    gradient(ctx, '#081a33', '#28507a')
    for (let i = 0; i < 60; i++)
      disc(
        ctx,
        `rgba(255,255,255,${(0.4 + 0.5 * Math.abs(Math.sin(t * 1.6 + i))).toFixed(2)})`,
        (i * 97) % 640,
        (i * 53) % 150,
        1 + (i % 3) * 0.5,
      )
    disc(ctx, '#f4f1de', 520 - t * 3, 64, 24)
    poly(
      ctx,
      '#1c3a58',
      [0, 230],
      [130, 96],
      [230, 190],
      [330, 80],
      [450, 200],
      [540, 130],
      [640, 220],
      [640, 360],
      [0, 360],
    )
    poly(ctx, '#e8eef5', [330, 80], [296, 118], [322, 112], [334, 124], [362, 112])
    hills(ctx, '#10273c', 250, 40, 70, 40)
    fill(ctx, '#0b1c2c', 0, 236, WIDTH, HEIGHT - 236)
    const glow = 0.75 + 0.25 * Math.sin(t * 5)
    poly(ctx, '#e07a1f', [196, 236], [262, 156], [328, 236])
    poly(ctx, `rgba(255,214,120,${glow.toFixed(2)})`, [240, 236], [262, 176], [284, 236])
    for (let i = 0; i < 3; i++)
      poly(
        ctx,
        i % 2 ? '#ffb347' : '#ff6b35',
        [392 + i * 10, 236],
        [402 + i * 8 + Math.sin(t * 8 + i) * 3, 196 + i * 8 - Math.sin(t * 9 + i) * 5],
        [416 + i * 9, 236],
      )
    brand(ctx, t, 'FERNWAY', 'Jackets, tents, and no signal', { from: 0.6, y: 298, size: 70 })
  },
}

export const adEngaged = {
  id: 'ad-engaged',
  seconds: 6,
  chord: [208, 262, 311, 415],
  posterAt: 4,
  draw(ctx, t) {
    gradient(ctx, '#2a0a4a', '#5b1f7a')
    for (let i = 0; i < 5; i++) {
      const grow = ramp(t, 0.2 + i * 0.3, 0.9 + i * 0.3)
      box(ctx, 'rgba(255,255,255,.16)', 120, 48 + i * 28, 400, 14, 7)
      box(
        ctx,
        ['#ffcf4d', '#ffb84d', '#ff9f4d', '#ff8a5a', '#ff7a6b'][i],
        120,
        48 + i * 28,
        Math.max(14, 400 * grow),
        14,
        7,
      )
      if (grow >= 1) {
        disc(ctx, '#fff', 548, 55 + i * 28, 10)
        line(ctx, '#5b1f7a', 3, [543, 55 + i * 28], [547, 59 + i * 28], [554, 51 + i * 28])
      }
    }
    brand(ctx, t, 'Kestrel Plus', 'You watch to the end. First month free.', {
      from: 0.9,
      y: 268,
      size: 70,
      color: '#ffe7b0',
    })
  },
}
