import { describe, expect, it } from 'vitest'
import { readAction } from '../../../../demo-app/app/keys.ts'

describe('readAction', () => {
  it.each([
    [13, 'ok'],
    [461, 'back'],
    [10009, 'back'],
    [8, 'back'],
    [27, 'back'],
    [403, 'panel'],
    [73, 'panel'],
    [415, 'playpause'],
  ])('reads key code %i as %s', (keyCode, action) => {
    expect(readAction({ keyCode })).toBe(action)
  })

  it('leaves unknown keys and shortcuts of the browser alone', () => {
    expect(readAction({ keyCode: 65 })).toBeNull()
    expect(readAction({ keyCode: 73, ctrlKey: true })).toBeNull()
  })
})
