/** The cover of the podcast: a harbour at night, one lamp, and the rings of a sound. */
import { disc, gradient, HEIGHT, line, text, WIDTH } from '../draw.mjs'

export const harbour = {
  id: 'harbour',
  posterAt: 0,
  draw(ctx) {
    gradient(ctx, '#101b3a', '#2a3f6b', 0, 0, WIDTH, 210)
    gradient(ctx, '#1d2f52', '#0a1226', 0, 210, WIDTH, HEIGHT - 210)
    for (let ring = 0; ring < 6; ring++) {
      ctx.strokeStyle = `rgba(255, 214, 128, ${0.5 - ring * 0.075})`
      ctx.lineWidth = 5
      ctx.beginPath()
      ctx.arc(430, 150, 42 + ring * 34, Math.PI * 0.82, Math.PI * 1.95)
      ctx.stroke()
    }
    disc(ctx, '#ffd680', 430, 150, 22)
    line(ctx, '#0c1226', 16, [430, 172], [430, 262])
    line(ctx, '#0c1226', 22, [300, 262], [WIDTH, 262])
    for (let wave = 0; wave < 5; wave++)
      line(ctx, 'rgba(255, 214, 128, 0.32)', 3, [396 - wave * 18, 284 + wave * 15], [470 + wave * 14, 284 + wave * 15])
    text(ctx, 'THE HARBOUR', 44, 96, { size: 34 })
    text(ctx, 'AT NIGHT', 44, 136, { size: 34 })
    text(ctx, 'A Kestrel podcast', 46, 172, { size: 20, color: '#b9c6e6', font: 'Barlow 500' })
  },
}
