/**
 * Draws every clip, advertisement and poster: `npm ci && npm run generate [-- ID…]`.
 *
 * Needs `ffmpeg` with libvpx-vp9 and libopus. Frames go to ffmpeg as raw RGBA; what comes out
 * is WebM with its index in front, so that a player can seek with Range requests.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createCanvas } from '@napi-rs/canvas'
import { FPS, HEIGHT, registerFonts, timeCode, WIDTH } from './draw.mjs'
import * as ads from './scenes/ads.mjs'
import { cooking } from './scenes/cooking.mjs'
import { cycling } from './scenes/cycling.mjs'
import { football } from './scenes/football.mjs'
import { nature } from './scenes/nature.mjs'
import { news } from './scenes/news.mjs'
import { robot } from './scenes/robot.mjs'
import { tennis } from './scenes/tennis.mjs'
import { train } from './scenes/train.mjs'
import { makePodcast } from './podcast.mjs'
import { harbour } from './scenes/harbour.mjs'
import { makeWav } from './sound.mjs'

const OUT = new URL('../', import.meta.url).pathname
const CONTENT = [football, tennis, cycling, news, cooking, nature, train, robot]
const MAX_CONTENT_BYTES = 450_000
/** Posters fill more of the screen than a tile. */
const POSTER_SCALE = 1.5

/** Feeds every frame to one ffmpeg pass. */
async function encode(scene, isContent, args) {
  const ffmpeg = spawn(
    'ffmpeg',
    [
      '-y',
      '-loglevel',
      'error',
      '-f',
      'rawvideo',
      '-pix_fmt',
      'rgba',
      '-s',
      `${WIDTH}x${HEIGHT}`,
      '-r',
      String(FPS),
      '-i',
      '-',
      ...args,
    ],
    { stdio: ['pipe', 'inherit', 'inherit'] },
  )
  const done = once(ffmpeg, 'exit')
  const canvas = createCanvas(WIDTH, HEIGHT)
  const ctx = canvas.getContext('2d')
  for (let frame = 0; frame < scene.seconds * FPS; frame++) {
    const t = frame / FPS
    ctx.save()
    scene.draw(ctx, t)
    ctx.restore()
    if (isContent) timeCode(ctx, t)
    if (!ffmpeg.stdin.write(Buffer.from(canvas.data()))) await once(ffmpeg.stdin, 'drain')
  }
  ffmpeg.stdin.end()
  const [code] = await done
  if (code !== 0) throw new Error(`ffmpeg ended with code ${code} for ${scene.id}`)
}

async function makeClip(scene, isContent) {
  const work = mkdtempSync(join(tmpdir(), 'demo-media-'))
  try {
    const wav = join(work, 'sound.wav')
    writeFileSync(wav, makeWav(scene.seconds, scene.chord))
    // Made elsewhere and moved: a server never sends half a film.
    const made = join(work, 'film.webm')
    const file = `${OUT}${scene.id}.webm`
    const video = [
      '-pix_fmt',
      'yuv420p',
      '-c:v',
      'libvpx-vp9',
      '-b:v',
      isContent ? '88k' : '98k',
      '-crf',
      '30',
      '-deadline',
      'good',
      '-g',
      '50',
      '-row-mt',
      '1',
      '-passlogfile',
      join(work, 'pass'),
      '-fflags',
      '+bitexact',
      '-flags:v',
      '+bitexact',
    ]
    await encode(scene, isContent, [...video, '-pass', '1', '-cpu-used', '4', '-an', '-f', 'null', '-'])
    await encode(scene, isContent, [
      '-i',
      wav,
      ...video,
      '-pass',
      '2',
      '-cpu-used',
      '3',
      '-c:a',
      'libopus',
      '-b:a',
      '20k',
      '-ac',
      '1',
      '-flags:a',
      '+bitexact',
      '-cues_to_front',
      '1',
      '-f',
      'webm',
      made,
    ])
    copyFileSync(made, file)
    const bytes = statSync(file).size
    process.stdout.write(`${scene.id}: ${scene.seconds} s, ${bytes} bytes\n`)
    if (bytes > MAX_CONTENT_BYTES) throw new Error(`${scene.id} is larger than ${MAX_CONTENT_BYTES} bytes`)
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}

function makePoster(scene) {
  const canvas = createCanvas(WIDTH * POSTER_SCALE, HEIGHT * POSTER_SCALE)
  const ctx = canvas.getContext('2d')
  ctx.scale(POSTER_SCALE, POSTER_SCALE)
  scene.draw(ctx, scene.posterAt)
  mkdirSync(`${OUT}posters`, { recursive: true })
  writeFileSync(`${OUT}posters/${scene.id}.jpg`, canvas.toBuffer('image/jpeg', 80))
}

/** No picture moves: a poster, and sound that needs no ffmpeg. */
function makeEpisode() {
  makePoster(harbour)
  const wav = makePodcast()
  writeFileSync(`${OUT}${harbour.id}.wav`, wav)
  process.stdout.write(`${harbour.id}: ${wav.length} bytes\n`)
}

registerFonts()
const args = process.argv.slice(2)
const postersOnly = args.includes('--posters')
const wanted = args.filter((arg) => !arg.startsWith('--'))
for (const scene of [...CONTENT, ...Object.values(ads)]) {
  if (wanted.length > 0 && !wanted.includes(scene.id)) continue
  const isContent = CONTENT.includes(scene)
  if (isContent) makePoster(scene)
  if (!postersOnly) await makeClip(scene, isContent)
}
if (wanted.length === 0 || wanted.includes(harbour.id)) makeEpisode()
