// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createInspector } from '../../../inspector/index.ts'
import type { Inspector } from '../../../inspector/index.ts'
import { busyInspection, createFakeTracker, NO_TOTALS } from '../../support/fakes/fake-tracker.ts'
import type { FakeTracker } from '../../support/fakes/fake-tracker.ts'

const NOW = Date.UTC(2026, 0, 5, 20, 15, 3)
let tracker: FakeTracker
let inspector: Inspector

beforeEach(() => {
  vi.useFakeTimers({ now: NOW })
  tracker = createFakeTracker()
  tracker.inspection = busyInspection(NOW)
  inspector = createInspector(tracker)
  document.body.appendChild(inspector.element)
})

afterEach(() => {
  inspector.destroy()
  vi.useRealTimers()
})

/** The text of one line, found by its label. */
function lineOf(label: string): string | undefined {
  const labels = Array.from(inspector.element.querySelectorAll('.ctv-inspector-label'))
  return labels.find((element) => element.textContent === label)?.nextSibling?.textContent ?? undefined
}

/** The second page: happy-dom has no layout, so nothing scrolls before it. */
function showDetails(): void {
  inspector.show()
  expect(inspector.scroll(1)).toBe(true)
}

const spans = () =>
  Array.from(inspector.element.querySelectorAll<HTMLElement>('.ctv-inspector-bar .ctv-inspector-span')).map((span) => [
    span.style.left,
    span.style.width,
  ])

describe('the panel', () => {
  it('is hidden and asks the tracker nothing until it is shown', () => {
    const inspect = vi.spyOn(tracker, 'inspect')
    vi.advanceTimersByTime(10_000)
    expect(inspect).not.toHaveBeenCalled()
    expect(inspector.element.style.display).toBe('none')
  })

  it('refreshes at most twice a second while shown, and not at all once hidden', () => {
    const inspect = vi.spyOn(tracker, 'inspect')
    inspector.show()
    vi.advanceTimersByTime(10_000)
    expect(inspect.mock.calls.length).toBeLessThanOrEqual(21)
    expect(inspect.mock.calls.length).toBeGreaterThan(15)
    inspector.hide()
    inspect.mockClear()
    vi.advanceTimersByTime(10_000)
    expect(inspect).not.toHaveBeenCalled()
    expect(vi.getTimerCount()).toBe(0)
  })

  it('never refreshes faster than twice a second, whatever it is told', () => {
    const eager = createInspector(tracker, { refreshMs: 1 })
    const inspect = vi.spyOn(tracker, 'inspect')
    eager.show()
    vi.advanceTimersByTime(5000)
    expect(inspect.mock.calls.length).toBeLessThanOrEqual(11)
    eager.destroy()
  })

  it('toggles', () => {
    inspector.toggle()
    expect(inspector.isShown()).toBe(true)
    inspector.toggle()
    expect(inspector.isShown()).toBe(false)
  })

  it('shows consent and what plays, and on its second page ids and what the meter counted', () => {
    inspector.show()
    expect(lineOf('consent')).toBe('granted')
    expect(inspector.element.textContent).toContain('11.4 s watched, 43.9 % seen')
    showDetails()
    expect(lineOf('user')).toBe('3f0a6c1e-8d2b-4f57-9b1c-2f6f0f8f0a11')
    expect(lineOf('content')).toBe('tennis')
    expect(lineOf('time spent')).toBe('11.4 s')
    expect(lineOf('watched')).toBe('43.9 % of 26.0 s')
  })

  it('draws the watched intervals where they lie on the duration', () => {
    inspector.show()
    expect(spans()).toEqual([
      ['0%', '25%'],
      ['62.31%', '18.92%'],
    ])
  })

  it('follows the meter, and takes intervals away that grew together', () => {
    inspector.show()
    tracker.inspection.views[0]!.coverage = [[0, 26]]
    vi.advanceTimersByTime(500)
    expect(spans()).toEqual([['0%', '100%']])
  })

  it('keeps its elements from refresh to refresh', () => {
    inspector.show()
    const before = Array.from(inspector.element.querySelectorAll('*'))
    vi.advanceTimersByTime(2000)
    expect(Array.from(inspector.element.querySelectorAll('*'))).toEqual(before)
  })

  it('shows foreign text as text', () => {
    tracker.inspection.views[0]!.contentId = '<img src=x onerror=alert(1)>'
    tracker.inspection.exchanges[0]!.answer = '</div><script>alert(1)</script>'
    inspector.setAdCall('https://ads.example/?cust_params=permutive%3D%3Cb%3E')
    inspector.show()
    expect(inspector.element.querySelector('img, script, b')).toBeNull()
    showDetails()
    expect(inspector.element.querySelector('img, script, b')).toBeNull()
    expect(lineOf('content')).toBe('<img src=x onerror=alert(1)>')
    expect(lineOf('permutive')).toBe('<b>')
  })

  it('says how long ago the session began, once it saw it begin', () => {
    tracker.emit('session', { sessionId: tracker.inspection.session!.id, reason: 'start' })
    vi.advanceTimersByTime(65_000)
    showDetails()
    expect(inspector.element.textContent).toContain('began 65 s ago')
  })

  it('lists events that were sent or given up while it was hidden', () => {
    tracker.emit('sent', {
      events: [{ name: 'Videoview', time: new Date(NOW).toISOString() }],
      status: 200,
      durationMs: 10,
    })
    tracker.emit('dropped', { events: [{ name: 'Old', time: new Date(NOW).toISOString() }], reason: 'max-age' })
    showDetails()
    expect(inspector.element.textContent).toContain('Videoview: sent, 200')
    expect(inspector.element.textContent).toContain('Old: dropped, max-age')
  })

  it('does not call an event sent that nobody took', () => {
    tracker.emit('sent', {
      events: [{ name: 'Videoview', time: new Date(NOW).toISOString() }],
      status: 0,
      durationMs: 10,
    })
    tracker.emit('sent', {
      events: [{ name: 'Videoview', time: new Date(NOW).toISOString() }],
      status: 503,
      durationMs: 10,
    })
    showDetails()
    expect(inspector.element.textContent).toContain('Videoview: tried, no answer')
    expect(inspector.element.textContent).toContain('Videoview: tried, 503')
  })

  it('brings its style along in one element', () => {
    expect(document.querySelectorAll('style')).toHaveLength(1)
  })

  it('shows an ad call at once, and takes it away again', () => {
    showDetails()
    inspector.setAdCall('https://ads.example/vast?iu=/1/x&cust_params=permutive%3D1%2C2%26prmtvctx%3D3')
    expect(lineOf('permutive')).toBe('1,2')
    expect(lineOf('prmtvctx')).toBe('3')
    inspector.setAdCall(null)
    expect(lineOf('permutive')).toBeUndefined()
  })

  it('leaves nothing behind when destroyed', () => {
    inspector.show()
    inspector.destroy()
    expect(document.querySelector('.ctv-inspector')).toBeNull()
    expect(document.querySelectorAll('style')).toHaveLength(0)
    expect(tracker.listenerCount()).toBe(0)
    expect(vi.getTimerCount()).toBe(0)
    inspector.show()
    inspector.setAdCall('https://ads.example/')
    expect(vi.getTimerCount()).toBe(0)
    expect(inspector.isShown()).toBe(false)
  })

  it('serves two trackers on one page, each with its own panel', () => {
    const other = createInspector(createFakeTracker())
    document.body.appendChild(other.element)
    inspector.show()
    other.show()
    expect(other.element.textContent).not.toContain('tennis')
    expect(inspector.element.textContent).toContain('tennis')
    other.destroy()
    expect(document.querySelectorAll('.ctv-inspector')).toHaveLength(1)
  })

  it('scrolls only while shown, goes on to the second page and back, and says whether anything moved', () => {
    const page = inspector.element.querySelector('.ctv-inspector-page')!
    Object.defineProperty(page, 'clientHeight', { value: 100 })
    Object.defineProperty(page, 'scrollHeight', { value: 190 })
    let top = 0
    Object.defineProperty(page, 'scrollTop', {
      get: () => top,
      set: (value: number) => {
        top = Math.max(0, Math.min(90, value))
      },
    })
    const foot = () => inspector.element.querySelector('.ctv-inspector-foot')!.textContent
    const steps = (...directions: number[]) =>
      directions.map((direction) => [inspector.scroll(direction), top, foot()!.slice(-6)])
    expect(inspector.scroll(1)).toBe(false)
    inspector.show()
    expect(steps(1, 1, 1, 1, 1)).toEqual([
      [true, 80, '1 of 2'],
      [true, 90, '1 of 2'],
      [true, 0, '2 of 2'],
      [true, 80, '2 of 2'],
      [true, 90, '2 of 2'],
    ])
    expect(steps(1, -1, -1, -1, -1, -1, -1)).toEqual([
      [false, 90, '2 of 2'],
      [true, 10, '2 of 2'],
      [true, 0, '2 of 2'],
      [true, 90, '1 of 2'],
      [true, 10, '1 of 2'],
      [true, 0, '1 of 2'],
      [false, 0, '1 of 2'],
    ])
  })

  it('begins at the top of the first page whenever it is shown', () => {
    showDetails()
    const page = inspector.element.querySelector('.ctv-inspector-page')!
    page.scrollTop = 70
    inspector.hide()
    inspector.show()
    expect(page.scrollTop).toBe(0)
    expect(lineOf('consent')).toBe('granted')
  })

  it('says at its foot which keys do what', () => {
    const other = createInspector(tracker, { hint: 'blue closes' })
    other.show()
    expect(other.element.querySelector('.ctv-inspector-foot')!.textContent).toBe('blue closes · page 1 of 2')
    other.destroy()
  })

  it('shows nothing of before a refusal after it', () => {
    tracker.emit('sent', { events: [{ name: 'Before', time: '' }], status: 200, durationMs: 10 })
    tracker.emit('view', { viewId: 'v', contentId: 'c', state: 'completed', totals: NO_TOTALS })
    tracker.emit('diagnostic', { code: 'bad-event', message: 'facts' })
    inspector.setAdCall('https://ads.example/?permutive=12345')
    inspector.show()
    expect(inspector.element.textContent).toMatch(/An event was not sent.*permutive = 12345.*2 views/)
    Object.assign(tracker.inspection, { consent: 'denied', views: [] })
    tracker.inspection.activations.behavioral = {}
    tracker.emit('consent', { status: 'denied' })
    expect(inspector.element.textContent).not.toMatch(/not sent|12345|views, /)
    showDetails()
    expect(inspector.element.textContent).not.toMatch(/Before|503|request-failed|12345/)
  })

  it('keeps what it saw when consent is merely not known', () => {
    tracker.emit('sent', { events: [{ name: 'Before', time: '' }], status: 200, durationMs: 10 })
    tracker.emit('consent', { status: 'unknown' })
    showDetails()
    expect(inspector.element.textContent).toContain('Before: sent, 200')
  })

  it('lets a cohort that was just entered stand out, and says later since when it is there', () => {
    inspector.show()
    expect(inspector.element.textContent).not.toContain('entered')
    tracker.emit('cohorts', { entered: ['67890'], left: [] })
    vi.advanceTimersByTime(500)
    expect(inspector.element.querySelector('.ctv-inspector-fresh')!.textContent).toBe('67890: entered just now')
    vi.advanceTimersByTime(30_000)
    expect(inspector.element.querySelector('.ctv-inspector-fresh')).toBeNull()
    expect(inspector.element.textContent).toMatch(/67890, since \d\d:\d\d/)
  })

  it('knows of the trouble that happened before it was made, and tells it once', () => {
    tracker.inspection.diagnostics = [{ code: 'bad-player', message: 'facts' }]
    const late = createInspector(tracker)
    tracker.emit('diagnostic', tracker.inspection.diagnostics[0]!)
    late.show()
    late.scroll(1)
    expect(late.element.textContent!.split('bad-player')).toHaveLength(2)
    late.destroy()
  })

  it('draws in an XML document, where markup in strings would not be parsed', () => {
    const xhtml = document.implementation.createDocument('http://www.w3.org/1999/xhtml', 'html', null)
    const inXhtml = createInspector(tracker, { document: xhtml })
    inXhtml.show()
    expect(inXhtml.element.textContent).toContain('tennis')
    inXhtml.destroy()
  })
})
