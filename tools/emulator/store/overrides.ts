/**
 * Segment overrides in the database: the last decision per identifier and segment.
 *
 * An override belongs to the identifier it was given for, a user id or any alias id, whether or not
 * anybody is known under it yet. Of several that reach one user the one that arrived last counts,
 * so that a reset under one identifier ends a block under another.
 */
import type { Connection } from './database.ts'

/** What was decided: a member whatever the rules say, never a member, or as the rules say. */
export type OverrideStatus = 'add' | 'block' | 'reset'

/** A decision as it arrived. */
export interface IncomingOverride {
  /** A user id or an alias id. */
  user: string
  segmentId: string
  status: OverrideStatus
  metadata: Record<string, unknown> | null
  /** Unix time in s. */
  changedAtS: number
}

/** A decision as it is stored. */
export interface StoredOverride extends IncomingOverride {
  /** Order of arrival. */
  seq: number
  /** Wall clock of the emulator, ms. */
  receivedAt: number
}

export interface Overrides {
  /** Stores a decision in place of the former one for the same identifier and segment. */
  put(override: IncomingOverride): void
  /** The statuses that reach a user, by segment. */
  of(userId: string): ReadonlyMap<string, OverrideStatus>
  /** Every decision, in order of arrival. */
  all(): StoredOverride[]
}

interface Row {
  seq: number
  subject: string
  segment_id: string
  status: OverrideStatus
  metadata: string | null
  changed_at_s: number
  received_at: number
}

export function createOverrides(connection: Connection, now: () => number): Overrides {
  const replace = connection.prepare(
    'INSERT OR REPLACE INTO overrides (subject, segment_id, status, metadata, changed_at_s, received_at) VALUES (?, ?, ?, ?, ?, ?)',
  )
  // User ids are UUIDs, which have no case; alias ids are compared exactly.
  const reaching = connection.prepare(
    `SELECT seq, segment_id, status FROM overrides WHERE subject = ?1 COLLATE NOCASE
     UNION
     SELECT seq, segment_id, status FROM overrides WHERE subject IN (SELECT id FROM aliases WHERE user_id = ?1)
     ORDER BY seq`,
  )
  const all = connection.prepare('SELECT * FROM overrides ORDER BY seq')
  return {
    put({ user, segmentId, status, metadata, changedAtS }) {
      replace.run(user, segmentId, status, metadata === null ? null : JSON.stringify(metadata), changedAtS, now())
    },
    of(userId) {
      const rows = reaching.all(userId) as { segment_id: string; status: OverrideStatus }[]
      // A later entry takes the place of an earlier one.
      return new Map(rows.map((row) => [row.segment_id, row.status]))
    },
    all: () => (all.all() as Row[]).map(parseOverride),
  }
}

function parseOverride(row: Row): StoredOverride {
  return {
    seq: row.seq,
    user: row.subject,
    segmentId: row.segment_id,
    status: row.status,
    metadata: row.metadata === null ? null : (JSON.parse(row.metadata) as Record<string, unknown>),
    changedAtS: row.changed_at_s,
    receivedAt: row.received_at,
  }
}
