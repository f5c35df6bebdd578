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
    [415, 'play'],
    [19, 'pause'],
    [10252, 'playpause'],
    [417, 'forward'],
    [412, 'rewind'],
  ])('reads key code %i as %s', (keyCode, action) => {
    expect(readAction({ keyCode })).toBe(action)
  })

  it('lets the set say what its own codes mean', () => {
    expect(readAction({ keyCode: 65 }, { 65: 'panel' })).toBe('panel')
    expect(readAction({ keyCode: 403 }, { 403: 'back' })).toBe('back')
    expect(readAction({ keyCode: 37 }, { 65: 'panel' })).toBe('left')
  })

  it('leaves unknown keys and shortcuts of the browser alone', () => {
    expect(readAction({ keyCode: 65 })).toBeNull()
    expect(readAction({ keyCode: 73, ctrlKey: true })).toBeNull()
  })
})
