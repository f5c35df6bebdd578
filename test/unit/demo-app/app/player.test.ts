// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { ROWS, toContent } from '../../../../demo-app/app/clips.ts'
import { createPlayer } from '../../../../demo-app/app/screens/player.ts'
import type { Screen } from '../../../../demo-app/app/screens/screen.ts'
import { formatVast } from '../../../../demo-app/server/ads/vast.ts'
import { createFakeTracker } from '../../../support/fakes/fake-tracker.ts'
import type { FakeTracker } from '../../../support/fakes/fake-tracker.ts'

const AD_TAG = 'http://ads.test/vast?iu=/1/x&correlator=[timestamp]'
const VAST = formatVast(
  {
    id: 'ad-x',
    creative: { title: 'X', file: 'ad-x.webm', seconds: 6 },
    why: '',
    because: [{ key: 'permutive', cohort: '12345', name: 'sports viewers' }],
  },
  'http://ads.test',
  'id-1',
)
  // happy-dom reads no CDATA sections, as every browser does.
  .replace(/<!\[CDATA\[(.*?)\]\]>/g, (_, url: string) => url.replace(/&/g, '&amp;'))

let tracker: FakeTracker
let screen: Screen
/** Ad requests, to be answered by the test. */
let requests: { url: string; answer(status: number, body: string): void; fail(): void }[]
let pixels: string[]
const leave = vi.fn()
const onAdCall = vi.fn()

beforeEach(() => {
  vi.useFakeTimers()
  leave.mockReset()
  onAdCall.mockReset()
  requests = []
  pixels = []
  tracker = createFakeTracker()
  vi.stubGlobal('XMLHttpRequest', function (this: Record<string, unknown>) {
    this['open'] = (_method: string, url: string) => {
      requests.push({
        url,
        answer: (status, body) => {
          Object.assign(this, { status, responseText: body })
          ;(this['onload'] as () => void)()
        },
        fail: () => (this['onerror'] as () => void)(),
      })
    }
    this['send'] = this['abort'] = () => {}
  })
  vi.stubGlobal('Image', function (this: object) {
    Object.defineProperty(this, 'src', { set: (url: string) => pixels.push(url) })
  })
  vi.spyOn(HTMLVideoElement.prototype, 'canPlayType').mockReturnValue('maybe')
  vi.spyOn(HTMLMediaElement.prototype, 'play').mockResolvedValue(undefined)
})

afterEach(() => {
  screen.close()
  vi.restoreAllMocks()
  vi.unstubAllGlobals()
  vi.useRealTimers()
})

async function open(adTag = AD_TAG): Promise<void> {
  const clip = ROWS[0]!.clips[0]!
  screen = createPlayer({
    tracker,
    content: toContent(clip),
    title: clip.title,
    mediaUrl: 'media/x.webm',
    poster: '',
    adTag,
    onAdCall,
    enteredAt: (cohort) => (cohort === '12345' ? '20:14' : ''),
    leave,
  })
  await vi.advanceTimersByTimeAsync(0)
}

const video = () => screen.element.querySelector('video')
const called = (name: string) => tracker.calls.filter((call) => call[0] === name)

/** Puts the video at a position, as a decoder would. */
function playTo(seconds: number, durationS: number): void {
  const media = video()!
  Object.defineProperty(media, 'duration', { value: durationS, configurable: true })
  Object.defineProperty(media, 'currentTime', { value: seconds, configurable: true, writable: true })
  media.dispatchEvent(new Event('timeupdate'))
}

describe('the player', () => {
  it('asks for targeting before the ad, and puts both origins into the ad call under their own keys', async () => {
    tracker.targeting = { behavioral: ['12345', '67890'], contextual: ['99999'] }
    await open()
    expect(called('prefetch')).toHaveLength(1)
    expect(called('fresh')).toHaveLength(1)
    expect(requests[0]!.url).toContain('cust_params=permutive%3D12345%2C67890%26prmtvctx%3D99999')
    expect(requests[0]!.url).not.toContain('[timestamp]')
    expect(onAdCall).toHaveBeenCalledWith(requests[0]!.url)
  })

  it.each([
    ['the ad server cannot be reached', () => requests[0]!.fail()],
    ['the ad server answers 500', () => requests[0]!.answer(500, '')],
    ['the answer is no VAST', () => requests[0]!.answer(200, '<html></html>')],
    ['the answer holds no ad', () => requests[0]!.answer(200, '<VAST version="4.2"></VAST>')],
    ['the ad server stays silent', () => vi.advanceTimersByTime(1600)],
  ])('starts the film when %s', async (_what, happen) => {
    await open()
    happen()
    await vi.advanceTimersByTimeAsync(0)
    expect(video()!.getAttribute('src')).toBe('media/x.webm')
    expect(called('watch')).toEqual([['watch', 'football']])
  })

  it('plays the ad first, unmeasured, and reports what was seen of it', async () => {
    await open()
    requests[0]!.answer(200, VAST)
    await vi.advanceTimersByTimeAsync(0)
    expect(video()!.getAttribute('src')).toBe('http://ads.test/media/ad-x.webm')
    playTo(0.2, 6)
    expect(screen.element.querySelector('.ad-badge')!.textContent).toBe('Ad6')
    playTo(3.1, 6)
    expect(called('watch')).toEqual([])
    video()!.dispatchEvent(new Event('ended'))
    expect(pixels.map((url) => /event\/(\w+)/.exec(url)![1])).toEqual([
      'impression',
      'start',
      'firstQuartile',
      'midpoint',
      'complete',
    ])
    expect(called('watch')).toHaveLength(1)
    expect(screen.element.querySelectorAll('video')).toHaveLength(1)
  })

  it('gives up an ad that does not start, and starts the film', async () => {
    await open()
    requests[0]!.answer(200, VAST)
    await vi.advanceTimersByTimeAsync(5000)
    expect(video()!.getAttribute('src')).toBe('media/x.webm')
    expect(pixels).toHaveLength(1)
    expect(pixels[0]).toContain('/event/error')
  })

  it('ends the view when it is left', async () => {
    await open()
    requests[0]!.fail()
    screen.handle('back')
    expect(leave).toHaveBeenCalledWith('back')
    screen.close()
    expect(called('view.end')).toEqual([['view.end', 'football']])
  })

  it('starts nothing any more when it is left before the ad has come', async () => {
    await open()
    screen.close()
    requests[0]!.answer(200, VAST)
    await vi.advanceTimersByTimeAsync(5000)
    expect(video()).toBeNull()
    expect(called('watch')).toEqual([])
  })

  it('leaves at the end of the film', async () => {
    await open()
    requests[0]!.fail()
    video()!.dispatchEvent(new Event('ended'))
    expect(leave).toHaveBeenCalledWith('ended')
  })

  it('adds up quick seeks, and stays inside the film', async () => {
    await open()
    requests[0]!.fail()
    playTo(2, 28)
    screen.handle('right')
    screen.handle('right')
    expect(video()!.currentTime).toBe(22)
    screen.handle('right')
    expect(video()!.currentTime).toBeCloseTo(27.8)
    for (let i = 0; i < 4; i++) screen.handle('left')
    expect(video()!.currentTime).toBe(0)
  })

  it('knows remotes with a key for pause, play, rewind and forward each', async () => {
    await open()
    requests[0]!.fail()
    playTo(2, 28)
    const pause = vi.spyOn(video()!, 'pause')
    const isPaused = vi.spyOn(video()!, 'paused', 'get').mockReturnValue(false)
    screen.handle('play')
    expect(pause).not.toHaveBeenCalled()
    screen.handle('pause')
    expect(pause).toHaveBeenCalledOnce()
    isPaused.mockReturnValue(true)
    screen.handle('pause')
    expect(pause).toHaveBeenCalledOnce()
    const plays = vi.mocked(video()!.play).mock.calls.length
    screen.handle('play')
    expect(vi.mocked(video()!.play).mock.calls.length).toBe(plays + 1)
    screen.handle('forward')
    expect(video()!.currentTime).toBe(12)
    screen.handle('rewind')
    expect(video()!.currentTime).toBe(2)
  })

  it('starts the film at once where no ad server was given', async () => {
    await open('')
    expect(requests).toEqual([])
    expect(video()!.getAttribute('src')).toBe('media/x.webm')
  })

  it('does not let the viewer seek in an ad', async () => {
    await open()
    requests[0]!.answer(200, VAST)
    await vi.advanceTimersByTimeAsync(0)
    playTo(1, 6)
    screen.handle('right')
    expect(video()!.currentTime).toBe(1)
  })

  it('says so when the film cannot be played', async () => {
    await open()
    requests[0]!.fail()
    video()!.dispatchEvent(new Event('error'))
    const controls = screen.element.querySelector('.controls.is-shown')!
    expect(controls.textContent).toContain('cannot be played')
    expect(controls.textContent).toContain('OK or Back')
    expect(controls.textContent).not.toContain('pause')
    screen.handle('ok')
    expect(leave).toHaveBeenCalledWith('back')
  })

  it('says under the ad why it is this one', async () => {
    await open()
    requests[0]!.answer(200, VAST)
    await vi.advanceTimersByTimeAsync(0)
    expect(screen.element.querySelector('.ad-why.is-hidden')).not.toBeNull()
    playTo(0.2, 6)
    expect(screen.element.querySelector('.ad-why:not(.is-hidden)')!.textContent).toBe(
      'This ad because of cohort 12345, sports viewers, since 20:14',
    )
    video()!.dispatchEvent(new Event('ended'))
    expect(screen.element.querySelector('.ad-why')).toBeNull()
  })

  describe('behind another app', () => {
    const hide = (hidden: boolean) => {
      vi.spyOn(document, 'hidden', 'get').mockReturnValue(hidden)
      document.dispatchEvent(new Event('visibilitychange'))
    }
    /** The element does as it is told. */
    function obey(media: HTMLVideoElement): void {
      let paused = false
      vi.spyOn(media, 'paused', 'get').mockImplementation(() => paused)
      vi.spyOn(media, 'pause').mockImplementation(() => void (paused = true))
      vi.spyOn(media, 'play').mockImplementation(() => Promise.resolve(void (paused = false)))
    }

    it('pauses the film, and goes on when the viewer is back', async () => {
      await open()
      requests[0]!.fail()
      obey(video()!)
      hide(true)
      expect(video()!.paused).toBe(true)
      hide(false)
      expect(video()!.paused).toBe(false)
    })

    it('pauses the ad too', async () => {
      await open()
      requests[0]!.answer(200, VAST)
      await vi.advanceTimersByTimeAsync(0)
      obey(video()!)
      hide(true)
      expect(video()!.paused).toBe(true)
      hide(false)
      expect(video()!.paused).toBe(false)
    })

    it('leaves a film alone that the viewer had paused', async () => {
      await open()
      requests[0]!.fail()
      obey(video()!)
      screen.handle('pause')
      hide(true)
      hide(false)
      expect(video()!.paused).toBe(true)
    })
  })
})
