/** The crash tests' judge finds each kind of harm, and lets pass what the outcome table allows. */
import { describe, expect, it } from 'vitest'
import type { Journal, WrittenRecord } from '../../crash/journal.ts'
import { createJournal } from '../../crash/journal.ts'
import type { Evidence } from '../../crash/judge.ts'
import { judge } from '../../crash/judge.ts'
import type { CcsRequest, Fate, WireEvent } from '../../crash/proxy.ts'

const T0 = Date.parse('2026-01-01T20:00:00Z')
const timeOf = (n: number): string => new Date(T0 + (n % 1000)).toISOString()

const put = (n: number): WrittenRecord => ({ key: `e:${n}`, name: 'Crash', n, viewId: null, at: T0 + (n % 1000) })
const checkpoint: WrittenRecord = { key: 'v:film', viewId: 'film', sessionId: 'evening', spent: 1 }
const tracked = (n: number): WireEvent => ({ name: 'Crash', time: timeOf(n), properties: { n } })
const completion = (spentS: number, session = 'evening'): WireEvent => ({
  name: 'VideoCompletion',
  time: timeOf(0),
  session_id: session,
  view_id: 'film',
  properties: { time_spent_seconds: spentS },
})

function process(cycle: number, puts: WrittenRecord[] = [], deletes: string[] = [], isConsenting = true): Journal {
  const journal = createJournal(cycle, isConsenting, cycle * 1000)
  if (puts.length + deletes.length > 0) journal.writes.push({ puts, claims: [], deletes })
  return journal
}

function sent(cycle: number, events: WireEvent[], fate: Fate = 'pass', userId = 'viewer'): CcsRequest {
  return { cycle, userId, events, fate, arrivedMs: 0, endedMs: 0, isProcessed: fate !== 'cut-before' }
}

const judged = (journals: Journal[], requests: CcsRequest[], delivery: Evidence['delivery'] = 'at-least-once') =>
  judge({ journals, requests, delivery })
const kinds = (journals: Journal[], requests: CcsRequest[], delivery?: Evidence['delivery']) =>
  judged(journals, requests, delivery).violations.map(({ kind }) => kind)

describe('the judge of the crash tests', () => {
  it('is content where everything accepted arrived once, in order', () => {
    const verdict = judged(
      [process(1, [put(1001), put(1002)]), process(2, [put(2001)])],
      [sent(1, [tracked(1001), tracked(1002)]), sent(2, [tracked(2001)])],
    )
    expect(verdict).toEqual({
      accepted: 3,
      delivered: 3,
      reported: 0,
      allowedDuplicates: { cut: 0, killed: 0 },
      wipes: 0,
      wiped: 0,
      openViews: 0,
      completedViews: 0,
      violations: [],
    })
  })

  it('finds an accepted event that did not arrive, also one whose only request was cut before the server', () => {
    expect(
      judged([process(1, [put(1001), put(1002)])], [sent(1, [tracked(1001)]), sent(1, [tracked(1002)], 'cut-before')])
        .violations,
    ).toEqual([{ kind: 'lost', what: '#1002' }])
  })

  it('takes an event that was reported as dropped for no loss', () => {
    const journal = process(1, [put(1001)])
    journal.dropped.push({ name: 'Crash', time: timeOf(1001) })
    expect(judged([journal], [])).toMatchObject({ reported: 1, violations: [] })
  })

  it('counts apart what was in a database that the engine deleted, but nothing that was accepted after it', () => {
    const journals = [process(1, [put(1001), checkpoint]), process(2, [put(2001)])]
    journals[1]!.isWiped = true
    expect(judged(journals, [])).toMatchObject({ wipes: 1, wiped: 2, violations: [{ kind: 'lost', what: '#2001' }] })
  })

  it('lets a process go first whose store did not answer in time', () => {
    const journals = [process(1, [put(1001)]), process(2)]
    journals[1]!.diagnostics.push('storage-slow')
    expect(kinds(journals, [sent(2, [tracked(2001)]), sent(3, [tracked(1001)])])).toEqual([])
  })

  it('finds events that arrive in the wrong order, over requests, over processes and in one request', () => {
    const journals = [process(1), process(2)]
    expect(kinds(journals, [sent(1, [tracked(1002)]), sent(1, [tracked(1001)])])).toEqual(['order'])
    expect(kinds(journals, [sent(2, [tracked(2001)]), sent(2, [tracked(1001)])])).toEqual(['order'])
    expect(kinds(journals, [sent(1, [tracked(1002), tracked(1001)])])).toEqual(['order', 'order'])
  })

  it('lets a recovered completion stand anywhere by its time in its request, but not after events of its process', () => {
    const recovered: WrittenRecord = { key: 'e:x', name: 'VideoCompletion', viewId: 'film', at: T0 }
    const journals = [process(1, [put(1001)]), process(2, [recovered, put(2001)])]
    expect(kinds(journals, [sent(2, [completion(1), tracked(1001)]), sent(2, [tracked(2001)])])).toEqual([])
    expect(kinds(journals, [sent(2, [tracked(1001)]), sent(2, [tracked(2001)]), sent(2, [completion(1)])])).toEqual([
      'order',
    ])
  })

  it('lets a start take over what earlier ones left without taking it for new', () => {
    const recovered: WrittenRecord = { key: 'e:x', name: 'VideoCompletion', viewId: 'film', at: T0 }
    const journals = [process(1, [put(1001), checkpoint]), process(2, [recovered, put(2001)]), process(3)]
    journals[2]!.writes.push({ puts: [], claims: [put(1001), recovered, put(2001), checkpoint], deletes: [] })
    expect(
      judged(journals, [sent(3, [tracked(1001)]), sent(3, [completion(1)]), sent(3, [tracked(2001)])]),
    ).toMatchObject({ accepted: 3, openViews: 1, violations: [] })
  })

  it('allows copies after a cut answer, and after a kill before the answer was noted', () => {
    const cut = judged([process(1, [put(1001)])], [sent(1, [tracked(1001)], 'cut-half'), sent(1, [tracked(1001)])])
    expect(cut).toMatchObject({ allowedDuplicates: { cut: 1, killed: 0 }, violations: [] })
    const killed = judged([process(1, [put(1001)]), process(2)], [sent(1, [tracked(1001)]), sent(2, [tracked(1001)])])
    expect(killed).toMatchObject({ allowedDuplicates: { cut: 0, killed: 1 }, violations: [] })
  })

  it('allows no copy in the same process after an answer, nor in a later one once the answer was noted', () => {
    expect(kinds([process(1, [put(1001)])], [sent(1, [tracked(1001)]), sent(1, [tracked(1001)])])).toEqual([
      'duplicate',
    ])
    expect(
      kinds([process(1, [put(1001)], ['e:1001']), process(2)], [sent(1, [tracked(1001)]), sent(2, [tracked(1001)])]),
    ).toEqual(['duplicate'])
  })

  it('where delivery is at most once, allows no copy after a cut answer but the one that the engine sends by itself', () => {
    const cut = sent(1, [tracked(1001)], 'cut-after')
    const again = sent(1, [tracked(1001)])
    expect(kinds([process(1, [put(1001)])], [cut, again], 'at-most-once')).toEqual([])
    expect(kinds([process(1, [put(1001)])], [cut, { ...again, arrivedMs: 2_000 }], 'at-most-once')).toEqual([
      'duplicate',
    ])
    expect(kinds([process(1, [put(1001)])], [cut, sent(1, [tracked(1001), tracked(1002)])], 'at-most-once')).toEqual([
      'duplicate',
    ])
  })

  it('wants the completion of a view that was open at the kill, in its session, with what was saved at least', () => {
    const killed = process(1, [checkpoint])
    killed.spent.set('film', 1.5)
    const journals = [killed, process(2)]
    expect(judged(journals, [sent(2, [completion(1)])])).toMatchObject({
      openViews: 1,
      completedViews: 1,
      violations: [],
    })
    expect(kinds(journals, [])).toEqual(['view'])
    expect(kinds(journals, [sent(2, [completion(0.5)])])).toEqual(['view'])
    expect(kinds(journals, [sent(2, [completion(9)])])).toEqual(['view'])
    expect(kinds(journals, [sent(2, [completion(1, 'another')])])).toEqual(['view'])
    expect(judged([process(1, [checkpoint], ['v:film'])], [])).toMatchObject({ openViews: 0, violations: [] })
  })

  it('finds a request or a write of a process without consent, and a second user id', () => {
    expect(kinds([process(1, [], [], false)], [sent(1, [])])).toEqual(['consent'])
    expect(kinds([process(1, [], ['e:1'], false)], [])).toEqual(['consent'])
    expect(kinds([process(1)], [sent(1, []), sent(1, [], 'pass', 'someone')])).toEqual(['identity'])
  })
})
