/**
 * Draws sections. Elements are reused from refresh to refresh and touched only where something changed,
 * because layout is what a television is slow at. Foreign text is only ever set as `textContent`.
 */
import type { Line, Section } from './sections/section.ts'
import { STYLE } from './style.ts'

export interface Panel {
  readonly element: HTMLElement
  /** `isSmall`: the type for who comes closer. */
  draw(sections: Section[], foot: string, isSmall: boolean): void
  setShown(shown: boolean): void
  /** Most of a page down for 1, up for -1; returns whether anything moved. */
  scroll(direction: number): boolean
  /** To the top for 1, to the end for -1. */
  scrollTo(direction: number): void
  destroy(): void
}

const PREFIX = 'ctv-inspector'

/** Makes children `0…count-1` of `parent` exist and removes the rest. */
function resize(parent: HTMLElement, count: number, create: () => HTMLElement): void {
  while (parent.childNodes.length > count) parent.removeChild(parent.lastChild!)
  while (parent.childNodes.length < count) parent.appendChild(create())
}

function setText(element: HTMLElement, text: string): void {
  if (element.textContent !== text) element.textContent = text
}

function setClass(element: HTMLElement, name: string): void {
  if (element.className !== name) element.className = name
}

function setLength(place: CSSStyleDeclaration, name: 'left' | 'width' | 'height', share: number): void {
  const length = Math.round(Math.max(0, Math.min(1, share)) * 10_000) / 100 + '%'
  if (place[name] !== length) place[name] = length
}

export function createPanel(doc: Document): Panel {
  function make(className: string, children?: HTMLElement[]): HTMLElement {
    const element = doc.createElement('div')
    element.className = className ? PREFIX + '-' + className : PREFIX
    ;(children || []).forEach(function (child) {
      element.appendChild(child)
    })
    return element
  }

  const style = doc.createElement('style')
  style.textContent = STYLE
  ;(doc.head || doc.documentElement).appendChild(style)
  const page = make('page')
  const foot = make('foot')
  const root = make('', [page, foot])
  root.style.display = 'none'

  function drawBar(holder: HTMLElement, bar: Line['bar']): void {
    resize(holder, bar ? bar.spans.length : 0, function () {
      return make('span')
    })
    setClass(holder, PREFIX + (!bar ? '-none' : bar.heights ? '-columns' : '-bar'))
    if (!bar) return
    bar.spans.forEach(function (span, i) {
      const { style: place } = holder.childNodes[i] as HTMLElement
      setLength(place, 'left', span[0] / bar.total)
      setLength(place, 'width', (span[1] - span[0]) / bar.total)
      if (bar.heights) setLength(place, 'height', Math.max(0.04, bar.heights[i]!))
    })
  }

  function drawLine(element: HTMLElement, line: Line): void {
    const label = element.childNodes[0] as HTMLElement
    const text = element.childNodes[1] as HTMLElement
    setText(label, line.label || '')
    setClass(label, line.label === undefined ? PREFIX + '-none' : PREFIX + '-label')
    setText(text, line.text)
    const place = line.label === undefined ? '-wide' : '-value'
    setClass(text, PREFIX + place + (line.tone ? ' ' + PREFIX + '-' + line.tone : ''))
    drawBar(element.childNodes[2] as HTMLElement, line.bar)
  }

  return {
    element: root,
    draw(sections, note, isSmall) {
      setClass(root, PREFIX + (isSmall ? ' ' + PREFIX + '-details' : ''))
      setText(foot, note)
      resize(page, sections.length, function () {
        return make('section', [make('title'), make('lines')])
      })
      sections.forEach(function (section, i) {
        const element = page.childNodes[i] as HTMLElement
        const lines = element.childNodes[1] as HTMLElement
        setText(element.childNodes[0] as HTMLElement, section.title)
        resize(lines, section.lines.length, function () {
          return make('line', [make('label'), make('value'), make('none')])
        })
        section.lines.forEach(function (line, n) {
          drawLine(lines.childNodes[n] as HTMLElement, line)
        })
      })
    },
    setShown(shown) {
      root.style.display = shown ? 'block' : 'none'
    },
    scroll(direction) {
      const before = page.scrollTop
      page.scrollTop = before + direction * page.clientHeight * 0.8
      return page.scrollTop !== before
    },
    scrollTo(direction) {
      page.scrollTop = direction > 0 ? 0 : page.scrollHeight
    },
    destroy() {
      ;[root, style].forEach(function (element) {
        if (element.parentNode) element.parentNode.removeChild(element)
      })
    },
  }
}
