// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { ROWS } from '../../../../demo-app/app/clips.ts'
import { createCatalogue } from '../../../../demo-app/app/screens/catalogue.ts'
import { createConsentScreen } from '../../../../demo-app/app/screens/consent.ts'

beforeEach(() => {
  vi.useFakeTimers()
})

afterEach(() => {
  vi.useRealTimers()
})

describe('the consent question', () => {
  it('offers two answers that look the same', () => {
    const { element } = createConsentScreen(
      null,
      () => {},
      () => {},
    )
    const buttons = Array.from(element.querySelectorAll('.button'))
    expect(buttons.map((button) => button.textContent)).toEqual(['Accept', 'Decline'])
    expect(new Set(buttons.map((button) => button.className.replace(' is-focused', ''))).size).toBe(1)
  })

  it('takes the answer that has the focus', () => {
    const choose = vi.fn()
    const screen = createConsentScreen(null, choose, () => {})
    screen.handle('right')
    screen.handle('ok')
    screen.handle('left')
    screen.handle('ok')
    expect(choose.mock.calls).toEqual([['declined'], ['accepted']])
  })

  it('takes Back for no answer', () => {
    const choose = vi.fn()
    const cancel = vi.fn()
    createConsentScreen(null, choose, cancel).handle('back')
    expect(cancel).toHaveBeenCalledOnce()
    expect(choose).not.toHaveBeenCalled()
  })

  it('comes back with the focus on the answer that holds', () => {
    const { element } = createConsentScreen(
      'declined',
      () => {},
      () => {},
    )
    expect(element.querySelector('.is-focused')!.textContent).toBe('Decline')
  })
})

describe('the catalogue', () => {
  function open() {
    const calls = { open: vi.fn(), dwell: vi.fn(), openConsent: vi.fn(), leave: vi.fn() }
    const panelKey = { label: 'i', className: '' }
    return {
      ...calls,
      screen: createCatalogue({
        rows: ROWS,
        focus: { row: 0, column: 0 },
        choice: 'accepted',
        visibleColumns: () => 4,
        panelKey,
        ...calls,
      }),
    }
  }

  it('opens the film that has the focus and says where it stood', () => {
    const { screen, open: opened } = open()
    screen.handle('right')
    screen.handle('ok')
    expect(opened).toHaveBeenCalledWith(ROWS[0]!.clips[1], { row: 0, column: 1 })
  })

  it('always has exactly one tile in focus', () => {
    const { screen } = open()
    for (const action of ['right', 'down', 'down', 'left', 'up'] as const) {
      screen.handle(action)
      expect(screen.element.querySelectorAll('.tile.is-focused')).toHaveLength(1)
    }
  })

  it('asks ahead for a film on which the focus rests, not for those it passes', () => {
    const { screen, dwell } = open()
    screen.handle('right')
    vi.advanceTimersByTime(100)
    screen.handle('right')
    vi.advanceTimersByTime(1000)
    expect(dwell.mock.calls.map(([clip]) => clip.id)).toEqual([ROWS[0]!.clips[2]!.id])
  })

  it('asks for nothing after it was left', () => {
    const { screen, dwell } = open()
    screen.close()
    vi.advanceTimersByTime(1000)
    expect(dwell).not.toHaveBeenCalled()
  })

  it('has the consent question in its last row', () => {
    const { screen, openConsent } = open()
    for (let i = 0; i < 20; i++) screen.handle('down')
    screen.handle('ok')
    expect(openConsent).toHaveBeenCalledOnce()
  })

  it('scrolls a long row so that the focus stays in view', () => {
    const { screen } = open()
    for (const action of ['down', 'down', 'down', 'down'] as const) screen.handle(action)
    const track = screen.element.querySelectorAll<HTMLElement>('.row-track')[4]!
    for (let i = 0; i < 3; i++) screen.handle('right')
    expect(track.style.transform).toBe('translateX(0rem)')
    screen.handle('right')
    expect(track.style.transform).toBe('translateX(-17.5rem)')
  })

  it('is left with Back, from whatever has the focus', () => {
    const { screen, leave, open: opened } = open()
    screen.handle('down')
    screen.handle('back')
    expect(leave).toHaveBeenCalledOnce()
    expect(opened).not.toHaveBeenCalled()
  })

  it('takes a click as focus and OK', () => {
    const { screen, open: opened } = open()
    screen.element.querySelector<HTMLElement>('[data-clip="nature"]')!.click()
    expect(opened.mock.calls[0]![0].id).toBe('nature')
  })
})
