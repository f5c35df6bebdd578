/**
 * What a page told the test of one process of an app, from its start to its kill.
 */

/** A record of the library's queue store, of a completed transaction. */
export interface WrittenRecord {
  /** `e:` and an event id, or `v:` and a view id. */
  key: string
  viewId?: string | null
  /** Of an event. */
  name?: string
  /** Number of a tracked event: its place among all events of the run. */
  n?: number
  /** Wall clock of an event, ms. */
  at?: number
  /** Of an open view. */
  sessionId?: string
  /** Of an open view: time spent, in seconds. */
  spent?: number
}

export interface Write {
  puts: WrittenRecord[]
  /** What earlier processes left and this one took over. */
  claims: WrittenRecord[]
  /** Keys. */
  deletes: string[]
}

export interface Journal {
  readonly cycle: number
  readonly isConsenting: boolean
  /** Events of this process have numbers above. */
  readonly firstOrder: number
  /** Completed transactions, in order. */
  readonly writes: Write[]
  /** What a page without IndexedDB has tracked. */
  readonly tracked: { n: number; atMs: number }[]
  /** Play and completion events, with their places among the numbered ones. */
  readonly views: { viewId: string; state: 'started' | 'completed'; order: number }[]
  /** Time spent by view, in seconds, as the page saw it last. */
  readonly spent: Map<string, number>
  /** Events that the library reported as dropped. */
  readonly dropped: { name: string; time: string }[]
  /** Codes of its diagnostics. */
  readonly diagnostics: string[]
  /** The engine found its database corrupt at this start, deleted it and made a new one. */
  isWiped: boolean
}

export function createJournal(cycle: number, isConsenting: boolean, firstOrder: number): Journal {
  return {
    cycle,
    isConsenting,
    firstOrder,
    writes: [],
    tracked: [],
    views: [],
    spent: new Map(),
    dropped: [],
    diagnostics: [],
    isWiped: false,
  }
}

/** Takes one line of the page's console; returns what kind it was. */
export function addLine(journal: Journal, line: string): string {
  const [kind, detail] = JSON.parse(line) as [string, never]
  if (kind === 'written') journal.writes.push(detail)
  else if (kind === 'tracked') journal.tracked.push(detail)
  else if (kind === 'view') journal.views.push(detail)
  else if (kind === 'spent')
    journal.spent.set((detail as { viewId: string }).viewId, (detail as { spent: number }).spent)
  else if (kind === 'dropped') journal.dropped.push(...(detail as { events: Journal['dropped'] }).events)
  else if (kind === 'diagnostic') journal.diagnostics.push(detail)
  return kind
}
