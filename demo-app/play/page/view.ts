/**
 * What the page shows beside the television, and its buttons.
 */
import type { Inspection } from 'ctv-tracker/browser'
import type { ReceivedEvent } from '../protocol.ts'
import type { Counts } from './ledger.ts'
import { describeState } from './sentence.ts'
import type { Power, Television } from './television.ts'

export interface Shown {
  power: Power
  isUp: boolean
  inspection: Inspection | null
  counts: Counts
  /** Seconds of film on screen, by the page's stopwatch. */
  watchedS: number
  /** Seconds that the completions say, and the running view. */
  reportedS: number
  received: readonly ReceivedEvent[]
  /** Cohorts of the viewer, with the seconds from the opening of the page to each. */
  entered: ReadonlyMap<string, number>
}

export interface View {
  show(shown: Shown): void
}

const NEWEST = 6

export function createView(page: Document, television: Television, cohortNames: Record<string, string>): View {
  const find = (id: string): HTMLElement => page.getElementById(id)!
  connectSwitches(find, television)
  for (const button of page.querySelectorAll<HTMLElement>('[data-key]'))
    button.addEventListener('click', () => {
      television.press(Number(button.dataset['key']))
      television.focus()
    })
  let drawn = ''

  return {
    show(shown) {
      drawPower(find, shown.power)
      for (const [name, count] of Object.entries(shown.counts)) find(`count-${name}`).textContent = String(count)
      find('watched').textContent = `${shown.watchedS.toFixed(1)} s`
      find('reported').textContent = `${shown.reportedS.toFixed(1)} s`
      find('verdict').dataset['state'] = shown.counts.lost === 0 ? 'good' : 'bad'
      find('sentence').textContent = describeState(shown)
      drawSteps(find, shown)
      // Lists are made anew only where they changed, or a reader could not select in them.
      const state = JSON.stringify([shown.received.length, [...shown.entered]])
      if (state === drawn) return
      drawn = state
      find('events').replaceChildren(...drawEvents(shown.received))
      find('cohorts').replaceChildren(...drawCohorts(shown.entered, cohortNames))
    },
  }
}

function connectSwitches(find: (id: string) => HTMLElement, television: Television): void {
  const onPress = (id: string, act: () => void): void =>
    find(id).addEventListener('click', () => {
      act()
      television.focus()
    })
  const onToggle = (id: string, act: (isOn: boolean) => void): void =>
    onPress(id, () => {
      const isOn = find(id).getAttribute('aria-pressed') !== 'true'
      find(id).setAttribute('aria-pressed', String(isOn))
      act(isOn)
    })
  onPress('kill', () => (television.power === 'on' ? void television.kill() : television.start()))
  onPress('unplug', () => (television.power === 'on' ? void television.unplug() : television.start()))
  onPress('start', () => television.start())
  onToggle('offline', (isOn) => television.setNetwork(!isOn))
  onToggle('clock', (isOn) => television.setClockWrong(isOn))
  onToggle('full', (isOn) => television.setFull(isOn))
}

function drawPower(find: (id: string) => HTMLElement, power: Power): void {
  const isOn = power === 'on'
  find('dark').hidden = isOn
  find('dark-reason').textContent =
    power === 'unplugged' ? 'No power. The last two seconds of writes are gone.' : 'The app was killed.'
  find('start').textContent = power === 'unplugged' ? 'Plug it in' : 'Start the app'
  find('kill').setAttribute('aria-pressed', String(power === 'killed'))
  find('unplug').setAttribute('aria-pressed', String(power === 'unplugged'))
  find('kill').querySelector('b')!.textContent = power === 'killed' ? 'Start the app' : 'Kill the app'
  find('unplug').querySelector('b')!.textContent = power === 'unplugged' ? 'Plug it in' : 'Pull the plug'
  for (const button of [find('kill'), find('unplug')])
    (button as HTMLButtonElement).disabled = !isOn && button.getAttribute('aria-pressed') !== 'true'
}

function drawSteps(find: (id: string) => HTMLElement, { inspection, counts, entered }: Shown): void {
  const done = {
    'step-accept': inspection?.consent === 'granted' || counts.taken > 0,
    'step-watch': counts.taken > 0,
    'step-cohort': entered.size > 0,
  }
  for (const [id, isDone] of Object.entries(done)) find(id).classList.toggle('is-done', isDone)
}

function make(tag: string, className: string, ...children: (Node | string)[]): HTMLElement {
  const element = document.createElement(tag)
  element.className = className
  element.append(...children)
  return element
}

function drawEvents(received: readonly ReceivedEvent[]): HTMLElement[] {
  if (received.length === 0) return [make('li', 'quiet', 'Nothing yet.')]
  return received
    .slice(-NEWEST)
    .reverse()
    .map(({ name, title, spentS, receivedAt, reasons }) =>
      make(
        'li',
        '',
        make('span', 'time', new Date(receivedAt).toTimeString().slice(0, 8)),
        make('b', '', name),
        make('span', 'title', title),
        make(
          'span',
          reasons.length === 0 ? 'spent' : 'bad',
          reasons[0] ?? (spentS === null ? '' : `${spentS.toFixed(1)} s`),
        ),
      ),
    )
}

function drawCohorts(entered: ReadonlyMap<string, number>, names: Record<string, string>): HTMLElement[] {
  if (entered.size === 0) return [make('li', 'quiet', 'None yet.')]
  return [...entered].map(([id, afterS]) =>
    make('li', 'cohort', make('b', '', names[id] ?? id), make('span', 'time', `after ${Math.round(afterS)} s`)),
  )
}
