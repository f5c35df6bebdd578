/**
 * Users, aliases and events as the routes need them, over prepared statements.
 */
import type { EngagementSource } from '../counts/counts.ts'
import type { AliasDirectory, PrioritisedAlias } from '../identity/resolve.ts'
import { closeDatabase } from './database.ts'
import type { Connection } from './database.ts'
import { createHistories, extend } from './histories.ts'
import type { UserHistory } from './histories.ts'
import { createOverrides } from './overrides.ts'
import type { Overrides } from './overrides.ts'

/** An event as it arrived. */
export interface IncomingEvent {
  name: string
  time: string
  timeMs: number
  properties: Record<string, unknown>
  viewId: string | null
  sessionId: string | null
}

/** An event as it is stored. */
export interface StoredEvent {
  /** Order of arrival over all users, from 1. */
  seq: number
  userId: string
  name: string
  /** As sent. */
  time: string
  properties: Record<string, unknown>
  viewId: string | null
  sessionId: string | null
  /** Wall clock of the emulator, ms. */
  receivedAt: number
  /** False where it did not match its schema; cohorts ignore it then. */
  accepted: boolean
  /** Why it was not accepted. */
  reasons: string[]
}

/** A user without the cohorts, which are evaluated when asked for. */
export interface StoredUser {
  userId: string
  /** Wall clock of the emulator, ms. */
  createdAt: number
  aliases: PrioritisedAlias[]
}

export interface Store extends AliasDirectory, EngagementSource {
  readonly overrides: Overrides
  /** Runs everything in one transaction; rolled back where it throws. */
  transact<T>(work: () => T): T
  ensureUser(userId: string): void
  addEvent(userId: string, event: IncomingEvent, reasons: readonly string[]): void
  /** The user's accepted events; not to be changed. */
  history(userId: string): UserHistory
  users(): StoredUser[]
  countUsers(): number
  /** The newest users with `search` in their id or an alias id, oldest first. */
  findUsers(search: string, newest: number): StoredUser[]
  events(userId?: string): StoredEvent[]
  close(): void
}

interface EventRow {
  seq: number
  user_id: string
  name: string
  time: string
  time_ms: number
  properties: string
  view_id: string | null
  session_id: string | null
  received_at: number
  reasons: string | null
}

export function createStore(connection: Connection, now: () => number): Store {
  const insertUser = connection.prepare('INSERT OR IGNORE INTO users (user_id, created_at) VALUES (?, ?)')
  const findAlias = connection.prepare('SELECT user_id FROM aliases WHERE tag = ? AND id = ?')
  const linkAlias = connection.prepare(
    `INSERT INTO aliases (tag, id, user_id, priority, linked_at) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (tag, id) DO UPDATE SET user_id = excluded.user_id, priority = excluded.priority, linked_at = excluded.linked_at`,
  )
  const insertEvent = connection.prepare(
    `INSERT INTO events (user_id, name, time, time_ms, properties, view_id, session_id, received_at, reasons)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  )
  const acceptedEvents = connection.prepare(
    'SELECT name, time_ms, properties, view_id, session_id FROM events WHERE user_id = ? AND reasons IS NULL ORDER BY seq',
  )
  const acceptedByUser = connection.prepare(
    'SELECT user_id, name, properties, view_id FROM events WHERE reasons IS NULL ORDER BY user_id, seq',
  )
  const lastEvent = connection.prepare('SELECT max(seq) AS seq FROM events')
  const allUsers = connection.prepare('SELECT user_id, created_at FROM users ORDER BY seq')
  const allAliases = connection.prepare('SELECT tag, id, user_id, priority FROM aliases ORDER BY priority, tag, id')
  const userCount = connection.prepare('SELECT count(*) AS count FROM users')
  const someUsers = connection.prepare(
    `SELECT user_id, created_at FROM users
     WHERE ?1 = '' OR instr(user_id, lower(?1)) > 0 OR user_id IN (SELECT user_id FROM aliases WHERE instr(id, ?1) > 0)
     ORDER BY seq DESC LIMIT ?2`,
  )
  const aliasesOfUser = connection.prepare(
    'SELECT tag, id, priority FROM aliases WHERE user_id = ? ORDER BY priority, tag, id',
  )
  const allEvents = connection.prepare('SELECT * FROM events ORDER BY seq')
  const eventsOfUser = connection.prepare('SELECT * FROM events WHERE user_id = ? ORDER BY seq')

  const histories = createHistories((userId) => {
    const history: UserHistory = { events: [], viewId: null, sessionId: null }
    for (const row of acceptedEvents.all(userId) as EventRow[]) {
      const properties: unknown = JSON.parse(row.properties)
      extend(history, {
        name: row.name,
        timeMs: row.time_ms,
        properties,
        viewId: row.view_id,
        sessionId: row.session_id,
      })
    }
    return history
  })

  return {
    overrides: createOverrides(connection, now),
    transact(work) {
      try {
        return connection.transaction(work).immediate()
      } catch (error) {
        histories.forgetAll()
        throw error
      }
    },
    ensureUser(userId) {
      insertUser.run(userId, now())
    },
    find(tag, id) {
      const row = findAlias.get(tag, id) as { user_id: string } | undefined
      return row?.user_id ?? null
    },
    link(alias, userId) {
      linkAlias.run(alias.tag, alias.id, userId, alias.priority, now())
    },
    addEvent(userId, event, reasons) {
      insertEvent.run(
        userId,
        event.name,
        event.time,
        event.timeMs,
        JSON.stringify(event.properties),
        event.viewId,
        event.sessionId,
        now(),
        reasons.length === 0 ? null : JSON.stringify(reasons),
      )
      if (reasons.length === 0) histories.append(userId, event)
    },
    history: (userId) => histories.of(userId),
    *acceptedEvents() {
      for (const row of acceptedByUser.iterate() as Iterable<EventRow>) {
        yield {
          userId: row.user_id,
          name: row.name,
          viewId: row.view_id,
          properties: JSON.parse(row.properties) as unknown,
        }
      }
    },
    lastEventSeq: () => (lastEvent.get() as { seq: number | null }).seq ?? 0,
    users() {
      const aliases = new Map<string, PrioritisedAlias[]>()
      for (const { tag, id, user_id, priority } of allAliases.all() as (PrioritisedAlias & { user_id: string })[]) {
        const own = aliases.get(user_id) ?? []
        own.push({ tag, id, priority })
        aliases.set(user_id, own)
      }
      return (allUsers.all() as { user_id: string; created_at: number }[]).map((row) => ({
        userId: row.user_id,
        createdAt: row.created_at,
        aliases: aliases.get(row.user_id) ?? [],
      }))
    },
    countUsers: () => (userCount.get() as { count: number }).count,
    findUsers(search, newest) {
      const rows = someUsers.all(search, newest) as { user_id: string; created_at: number }[]
      return rows.reverse().map((row) => ({
        userId: row.user_id,
        createdAt: row.created_at,
        aliases: aliasesOfUser.all(row.user_id) as PrioritisedAlias[],
      }))
    },
    events(userId) {
      const rows = userId === undefined ? allEvents.all() : eventsOfUser.all(userId)
      return (rows as EventRow[]).map(parseEvent)
    },
    close() {
      closeDatabase(connection)
    },
  }
}

function parseEvent(row: EventRow): StoredEvent {
  return {
    seq: row.seq,
    userId: row.user_id,
    name: row.name,
    time: row.time,
    properties: JSON.parse(row.properties) as Record<string, unknown>,
    viewId: row.view_id,
    sessionId: row.session_id,
    receivedAt: row.received_at,
    accepted: row.reasons === null,
    reasons: row.reasons === null ? [] : (JSON.parse(row.reasons) as string[]),
  }
}
