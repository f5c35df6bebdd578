/**
 * The question that comes before anything is stored: two answers of equal weight.
 */
import type { Choice } from '../consent-choice.ts'
import { make, setClass } from '../dom.ts'
import type { Screen } from './screen.ts'

/** `current` is the answer given before, or null. `cancel`: Back, which leaves it as it is. */
export function createConsentScreen(
  current: Choice | null,
  choose: (choice: Choice) => void,
  cancel: () => void,
): Screen {
  const choices: Choice[] = ['accepted', 'declined']
  const buttons = [make('div', 'button', ['Accept']), make('div', 'button', ['Decline'])]
  // The first start favours neither answer: the focus lies on the left one because it must lie somewhere.
  let focused = current === 'declined' ? 1 : 0

  function focus(index: number): void {
    focused = index
    buttons.forEach((button, i) => setClass(button, 'is-focused', i === index))
  }

  buttons.forEach((button, i) => {
    button.setAttribute('role', 'button')
    button.setAttribute('data-choice', choices[i]!)
    button.addEventListener('mouseenter', () => focus(i))
    button.addEventListener('click', () => choose(choices[i]!))
  })
  focus(focused)

  const element = make('div', 'consent', [
    make('div', 'consent-card', [
      make('div', 'logo', [make('span', 'logo-mark'), 'Kestrel TV']),
      make('h1', 'consent-title', ['May we choose ads by what you watch?']),
      make('p', 'consent-text', [
        'If you accept, we keep a random number on this television and remember which kinds of programmes are watched, to show ads that fit.',
      ]),
      make('p', 'consent-text', [
        'If you decline, this television keeps your answer and nothing else. Ads then follow only the programme on screen. All films stay the same.',
      ]),
      make('p', 'consent-text', ['You can change your answer at any time in the last row of the catalogue.']),
      make('div', 'buttons', buttons),
    ]),
  ])

  return {
    element,
    handle(action) {
      if (action === 'left' || action === 'up') focus(0)
      else if (action === 'right' || action === 'down') focus(1)
      else if (action === 'ok') choose(choices[focused]!)
      else if (action === 'back') cancel()
    },
    close() {},
  }
}
