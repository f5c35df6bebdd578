/**
 * Draws the icons of the packaged apps: `npm run icons`. Sizes are the vendors': see `demo-app/packages`.
 */
import { writeFileSync } from 'node:fs'
import { createCanvas } from '@napi-rs/canvas'
import { registerFonts } from './draw.mjs'

const PACKAGES = new URL('../../packages/', import.meta.url).pathname
const ICONS = [
  { file: 'tizen/icon.png', sizePx: 117 },
  { file: 'webos/icon.png', sizePx: 80 },
  { file: 'webos/large-icon.png', sizePx: 130 },
]

/** In a space of 100 × 100 units. */
function drawIcon(ctx) {
  const sky = ctx.createLinearGradient(0, 0, 60, 100)
  sky.addColorStop(0, '#17486d')
  sky.addColorStop(1, '#0b0f17')
  ctx.fillStyle = sky
  ctx.fillRect(0, 0, 100, 100)
  // The logo's triangle, with the slits of a bird's wing.
  ctx.fillStyle = '#ffb000'
  ctx.beginPath()
  ctx.moveTo(33, 14)
  ctx.lineTo(78, 41)
  ctx.lineTo(33, 68)
  ctx.closePath()
  ctx.fill()
  ctx.strokeStyle = '#123a58'
  ctx.lineWidth = 2.6
  for (const [x, y] of [
    [57, 41],
    [50, 50],
    [43, 59],
  ]) {
    ctx.beginPath()
    ctx.moveTo(32, y - (x - 32) * 0.12)
    ctx.quadraticCurveTo(x - 8, y - 3, x + 2, y - 1)
    ctx.stroke()
  }
  ctx.fillStyle = '#f3f5f9'
  ctx.font = '19px "Barlow 700"'
  ctx.textAlign = 'center'
  ctx.fillText('Kestrel TV', 50, 89)
}

registerFonts()
for (const { file, sizePx } of ICONS) {
  const canvas = createCanvas(sizePx, sizePx)
  const ctx = canvas.getContext('2d')
  ctx.scale(sizePx / 100, sizePx / 100)
  drawIcon(ctx)
  writeFileSync(PACKAGES + file, canvas.toBuffer('image/png'))
}
