/**
 * What viewers, apps, servers and engines do to a video: ten sessions, some in two ways.
 */
import type { Stage } from './meter-truth-stage.ts'

export type SessionName = keyof typeof SESSIONS

/** Where a viewer lands who cannot find the scene. */
export const STORM_S = [5, 9, 14, 11, 20, 2, 24, 7, 16, 3, 12, 22, 8, 18, 1, 25, 10, 6, 15, 13]
export const STORM_STEP_MS = 150

export const SESSIONS = {
  'straight to the end': async ({ open, play, playToTheEnd }: Stage) => {
    await open('football', 22)
    await play()
    await playToTheEnd()
  },

  pauses: async ({ open, play, pause, playUntil, elapse }: Stage) => {
    await open('nature')
    for (const pauseS of [0.9, 1.4, 3, 4.2]) {
      await play()
      await playUntil(pauseS)
      await pause()
      await elapse(900)
    }
    await play()
    await playUntil(5.2)
  },

  'seek storm': async ({ page, open, play, playUntil }: Stage) => {
    await open('cooking')
    await play()
    await playUntil(1.3)
    await page.evaluate(`new Promise(function (resolve) {
      var targets = ${JSON.stringify(STORM_S)}
      var timer = setInterval(function () {
        stage.video.currentTime = targets.shift()
        if (targets.length) return
        clearInterval(timer)
        resolve()
      }, ${STORM_STEP_MS})
    })`)
    await playUntil(STORM_S.at(-1)! + 3)
  },

  rates: async ({ open, play, playUntil, set }: Stage) => {
    await open('news')
    await set('playbackRate', 0.5)
    await play()
    await playUntil(1.2)
    await set('playbackRate', 2)
    await playUntil(6)
    await set('playbackRate', 1)
    await playUntil(7.5)
  },

  stall: stall,

  'stall, unsaid': async (stage: Stage) => {
    await stage.page.evaluate(`stage.hush('waiting', 'playing')`)
    await stall(stage)
  },

  hidden: async ({ open, play, playUntil, elapse, hide, show }: Stage) => {
    await open('robot')
    await play()
    await playUntil(2)
    await hide()
    // Freezing paused the video; the app plays on in the background.
    await play()
    await elapse(2_500)
    await show()
    await playUntil(6.5)
  },

  'next content': async ({ open, play, playUntil }: Stage) => {
    await open('tennis')
    await play()
    await playUntil(3)
    await open('train', 10)
    await play()
    await playUntil(12.5)
  },

  loop: async ({ open, play, playUntil, set, page }: Stage) => {
    await open('ad-house')
    await set('loop', true)
    await play()
    await playUntil(5)
    await page.waitFor('stage.video.currentTime < 2')
    await playUntil(2)
  },

  replay: async ({ open, play, playUntil, playToTheEnd }: Stage) => {
    await open('ad-nature', 3)
    await play()
    await playToTheEnd()
    await play()
    await playUntil(2)
  },

  'skips of the app': skip,

  'skips, unsaid': async (stage: Stage) => {
    await stage.page.evaluate(`stage.hush('seeking', 'seeked')`)
    await skip(stage)
  },
}

/** The server stops in mid-play, and goes on when the picture has stood for two seconds. */
async function stall({ page, server, open, play, playUntil }: Stage): Promise<void> {
  server.setBytesPerSecond(20_000)
  await open('cycling')
  await play()
  await playUntil(1.5)
  server.setBytesPerSecond(0)
  await page.waitFor('performance.now() - frameLog[frameLog.length - 1].wallMs > 2000', { timeoutMs: 20_000 })
  const stoodAtS = await page.evaluate<number>('stage.video.currentTime')
  server.setBytesPerSecond(null)
  await playUntil(stoodAtS + 2)
}

/** The app skips a chapter in mid-play, and another one in a pause. */
async function skip({ open, play, pause, playUntil, elapse, set, page }: Stage): Promise<void> {
  await open('football')
  await play()
  await playUntil(1.5)
  await set('currentTime', 8)
  await playUntil(9.5)
  await pause()
  await elapse(700)
  await set('currentTime', 16)
  await page.waitFor('!stage.video.seeking')
  await elapse(700)
  await play()
  await playUntil(17.5)
}
