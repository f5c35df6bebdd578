/**
 * Segment overrides without a database: the last decision per identifier and segment, in order of arrival.
 * Pure but for the clock it is given.
 */
import type { Overrides, StoredOverride } from './overrides.ts'
import type { UndoLog } from './undo-log.ts'

export interface MemoryOverridesParts {
  undo: UndoLog
  now(): number
  aliasIdsOf(userId: string): string[]
}

export function createMemoryOverrides({ undo, now, aliasIdsOf }: MemoryOverridesParts): Overrides {
  const decisions = new Map<string, StoredOverride>()
  const last = { seq: 0 }
  return {
    put(override) {
      last.seq += 1
      const key = JSON.stringify([override.user, override.segmentId])
      undo.setLast(decisions, key, { seq: last.seq, ...override, receivedAt: now() })
    },
    of(userId) {
      const aliasIds = new Set(aliasIdsOf(userId))
      // User ids are UUIDs, which have no case; alias ids are compared exactly.
      const reaches = (user: string): boolean => user.toLowerCase() === userId.toLowerCase() || aliasIds.has(user)
      const reaching = [...decisions.values()].filter(({ user }) => reaches(user))
      return new Map(reaching.map(({ segmentId, status }) => [segmentId, status]))
    },
    all: () => [...decisions.values()].map((each) => ({ ...each })),
  }
}
