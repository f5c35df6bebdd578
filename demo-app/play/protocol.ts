/**
 * What page and worker say to each other. Types only.
 */

/** A request as it reaches the server. */
export interface NetRequest {
  method: string
  url: string
  /** By lower-case name. */
  headers: Record<string, string>
  body: string
}

export interface NetAnswer {
  status: number
  body: string
}

/** From the page. */
export interface Ask {
  id: number
  request: NetRequest
}

/** An event that the emulator has stored. */
export interface ReceivedEvent {
  seq: number
  name: string
  viewId: string | null
  title: string
  /** Of a completion. */
  spentS: number | null
  /** Wall clock of the server, ms. */
  receivedAt: number
  /** What is wrong with it; empty where it was accepted. */
  reasons: string[]
}

/** From the worker: one answer, and what is new since the answer before. */
export interface Told {
  id: number
  answer: NetAnswer
  events: ReceivedEvent[]
  /** Cohorts of the viewer that was heard of last, in the order of the workspace. */
  cohorts: string[]
}
