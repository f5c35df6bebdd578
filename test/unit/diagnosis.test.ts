/**
 * What the app hears, when, and in which order; and what its mistakes cannot do.
 */
import { beforeEach, describe, expect, it } from 'vitest'
import type { Diagnosis } from '../../src/diagnosis.ts'
import { createDiagnosis, printed } from '../../src/diagnosis.ts'
import type { Settings } from '../../src/options.ts'
import type { Ports } from '../../src/ports/ports.ts'
import type { FakeTimers } from './storage/fake-stores.ts'
import { createFakeTimers } from './storage/fake-stores.ts'

let timers: FakeTimers
let lines: string[]
/** What listeners heard, in short. */
let heard: string[]

beforeEach(() => {
  timers = createFakeTimers()
  lines = []
  heard = []
})

function create(isDebugged = false, log: (line: string) => void = (line) => lines.push(line)): Diagnosis {
  const settings = { apiKey: 'KEY', debug: isDebugged } as Settings
  return createDiagnosis(settings, { timers, log } as unknown as Ports)
}

function built(): Diagnosis {
  const diagnosis = create()
  diagnosis._finishConstruction()
  return diagnosis
}

const spoiled = (): never => {
  throw new Error('spoiled')
}

const tell = (diagnosis: Diagnosis, sessionId: string): void =>
  diagnosis.emit('session', { sessionId, reason: 'start' })

function listen(diagnosis: Diagnosis, act: (sessionId: string) => void = () => {}): void {
  diagnosis._on('session', ({ sessionId }) => {
    heard.push(sessionId)
    act(sessionId)
  })
  diagnosis._on('diagnostic', ({ code }) => heard.push(code))
}

describe('a guarded function', () => {
  it('passes arguments and result on', () => {
    const add = built().guard((a: number, b: number) => a + b, 0)
    expect(add(2, 3)).toBe(5)
  })

  it('cannot throw: what it threw is a diagnostic, and its fallback the result', () => {
    const diagnosis = built()
    listen(diagnosis)
    expect(diagnosis.guard(spoiled, 'fallback' as never)()).toBe('fallback')
    expect(heard).toEqual(['port-failed'])
    expect(diagnosis._diagnostics()[0]!.message).toContain('spoiled')
  })

  it('cannot throw either where the log of the app throws', () => {
    const diagnosis = create(true, spoiled)
    diagnosis._finishConstruction()
    listen(diagnosis)
    expect(() => diagnosis.guard(spoiled)()).not.toThrow()
    expect(heard).toEqual(['port-failed'])
  })

  it('does nothing after the end, unless it is lasting', () => {
    const diagnosis = built()
    const ordinary = diagnosis.guard(() => 'ran', 'fallback')
    const lasting = diagnosis.guard(() => 'ran', 'fallback', true)
    diagnosis._close()
    expect([ordinary(), lasting()]).toEqual(['fallback', 'ran'])
  })
})

describe('what listeners hear', () => {
  it('is told when the outermost call returns, in order', () => {
    const diagnosis = built()
    const { guard } = diagnosis
    listen(diagnosis)
    guard(() => {
      tell(diagnosis, 'first')
      guard(() => tell(diagnosis, 'second'))()
      expect(heard).toEqual([])
    })()
    expect(heard).toEqual(['first', 'second'])
  })

  it('is told also where that call throws', () => {
    const diagnosis = built()
    listen(diagnosis)
    diagnosis.guard(() => {
      tell(diagnosis, 'first')
      spoiled()
    })()
    expect(heard).toEqual(['first', 'port-failed'])
  })

  it('is told at once outside of any call', () => {
    const diagnosis = built()
    listen(diagnosis)
    tell(diagnosis, 'first')
    expect(heard).toEqual(['first'])
  })

  it('reaches every listener before what one of them caused reaches any', () => {
    const diagnosis = built()
    const cause = diagnosis.guard(() => tell(diagnosis, 'caused'))
    diagnosis._on('session', ({ sessionId }) => {
      heard.push('a ' + sessionId)
      if (sessionId === 'first') cause()
    })
    diagnosis._on('session', ({ sessionId }) => heard.push('b ' + sessionId))
    tell(diagnosis, 'first')
    expect(heard).toEqual(['a first', 'b first', 'a caused', 'b caused'])
  })

  it('is kept from no one by a listener that throws, which is told', () => {
    const diagnosis = built()
    diagnosis._on('session', spoiled)
    listen(diagnosis)
    tell(diagnosis, 'first')
    tell(diagnosis, 'second')
    expect(heard).toEqual(['first', 'listener-error', 'second', 'listener-error'])
  })

  it('ends where a listener of diagnostics throws: it is not told of that, which is kept all the same', () => {
    const diagnosis = built()
    diagnosis._on('diagnostic', spoiled)
    listen(diagnosis)
    diagnosis.report('bad-player', [])
    expect(heard).toEqual(['bad-player'])
    expect(diagnosis._diagnostics().map(({ code }) => code)).toEqual(['bad-player', 'listener-error'])
  })

  it('does not freeze the app where a listener causes what it hears: the rest comes in later tasks', () => {
    const diagnosis = built()
    listen(diagnosis, () => heard.length < 450 && tell(diagnosis, 'again'))
    tell(diagnosis, 'first')
    expect(heard.length).toBe(200)
    timers.advance(0)
    expect(heard.length).toBe(450)
    expect(timers.pending).toBe(0)
  })

  it('keeps its order while the rest waits, and waits in one task, however often the app calls', () => {
    const diagnosis = built()
    listen(diagnosis, (sessionId) => sessionId !== 'last' && heard.length < 300 && tell(diagnosis, 'again'))
    tell(diagnosis, 'first')
    diagnosis.guard(() => tell(diagnosis, 'last'))()
    expect([heard.length, timers.pending]).toEqual([200, 1])
    timers.advance(0)
    expect(heard.indexOf('last')).toBe(201)
  })

  it('leaves no timer behind where the end comes before the rest is told', () => {
    const diagnosis = built()
    listen(diagnosis, () => tell(diagnosis, 'again'))
    tell(diagnosis, 'first')
    diagnosis._silence()
    expect(timers.pending).toBe(0)
    tell(diagnosis, 'second')
    expect(heard.length).toBe(200)
  })

  it('is heard by nobody who left, and by nobody after the silence', () => {
    const diagnosis = built()
    const leaving = (): void => void heard.push('left')
    diagnosis._on('session', leaving)
    diagnosis._off('session', leaving)
    listen(diagnosis)
    tell(diagnosis, 'first')
    diagnosis._silence()
    tell(diagnosis, 'second')
    expect(heard).toEqual(['first'])
  })
})

describe('a diagnostic', () => {
  it('of the construction is told afterwards, once the app can listen', () => {
    const diagnosis = create()
    diagnosis.report('bad-player', [])
    diagnosis.guard(spoiled)()
    diagnosis._finishConstruction()
    listen(diagnosis)
    expect(heard).toEqual([])
    timers.advance(0)
    expect(heard).toEqual(['bad-player', 'port-failed'])
  })

  it('has a status where there was one, and never the key', () => {
    const diagnosis = built()
    diagnosis.report('request-failed', ['contextual', 500], 500)
    diagnosis.report('port-failed', ['port', 'Error: https://ccs.test/?k=KEY'])
    const [failed, port] = diagnosis._diagnostics()
    expect(failed).toMatchObject({ code: 'request-failed', status: 500 })
    expect(Object.keys(port!)).toEqual(['code', 'message'])
    expect(port!.message).toContain('?k=…')
  })

  it('is a line of the log in debug alone', () => {
    create().report('bad-player', [])
    expect(lines).toEqual([])
    create(true).report('bad-player', [])
    expect(lines).toEqual([expect.stringMatching(/^ctv-tracker bad-player: ./)])
  })

  it('is one of the last twenty that are kept', () => {
    const diagnosis = built()
    for (let second = 0; second < 25; second++) diagnosis.report('clock-corrected', [second])
    const kept = diagnosis._diagnostics()
    expect(kept.length).toBe(20)
    expect(kept[0]!.message).toContain('5 s')
    kept.pop()
    expect(diagnosis._diagnostics().length).toBe(20)
  })
})

it.each<[unknown, string]>([
  [new Error('spoiled'), 'Error: spoiled'],
  [undefined, 'undefined'],
  [Object.create(null), 'something'],
])('%o that was thrown is printed', (thrown, text) => {
  expect(printed(thrown)).toBe(text)
})
