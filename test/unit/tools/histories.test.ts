/**
 * Histories kept in memory.
 */
import { describe, expect, it } from 'vitest'
import { createHistories } from '../../../tools/emulator/store/histories.ts'
import type { HistoryEvent } from '../../../tools/emulator/rules/cohort-rule.ts'

function event(over: Partial<HistoryEvent> = {}): HistoryEvent {
  return { name: 'Videoview', timeMs: 0, properties: {}, viewId: null, sessionId: null, ...over }
}

function createCounted(limit: number) {
  const loaded: string[] = []
  const histories = createHistories((userId) => {
    loaded.push(userId)
    return { events: [], viewId: null, sessionId: null }
  }, limit)
  return { loaded, histories }
}

describe('histories', () => {
  it('are read once and extended from then on', () => {
    const { loaded, histories } = createCounted(2)
    histories.of('a')
    histories.append('a', event({ viewId: 'v1', sessionId: 's1' }))
    histories.append('a', event())
    expect(histories.of('a')).toEqual({
      events: [event({ viewId: 'v1', sessionId: 's1' }), event()],
      viewId: 'v1',
      sessionId: 's1',
    })
    expect(loaded).toEqual(['a'])
  })

  it('that are not in memory are not extended: they will be read with the event in them', () => {
    const { histories } = createCounted(2)
    histories.append('a', event())
    expect(histories.of('a').events).toEqual([])
  })

  it('give way in the order in which they were last used', () => {
    const { loaded, histories } = createCounted(2)
    for (const user of ['a', 'b', 'a', 'c', 'a', 'b']) histories.of(user)
    expect(loaded).toEqual(['a', 'b', 'c', 'b'])
  })

  it('are all read anew after a failure', () => {
    const { loaded, histories } = createCounted(2)
    histories.of('a')
    histories.forgetAll()
    histories.of('a')
    expect(loaded).toEqual(['a', 'a'])
  })
})
