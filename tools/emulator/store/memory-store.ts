/**
 * The store without a database, for where there is none: a page, a worker. What it holds ends with it.
 * Pure but for the clock it is given.
 */
import type { PrioritisedAlias } from '../identity/resolve.ts'
import { createHistories, extend } from './histories.ts'
import type { UserHistory } from './histories.ts'
import { createMemoryOverrides } from './memory-overrides.ts'
import type { Store, StoredEvent, StoredUser } from './store.ts'
import { createUndoLog } from './undo-log.ts'

interface OwnedAlias extends PrioritisedAlias {
  userId: string
}

interface KeptEvent extends StoredEvent {
  timeMs: number
}

export function createMemoryStore(now: () => number): Store {
  const undo = createUndoLog()
  const createdAt = new Map<string, number>()
  const aliases = new Map<string, OwnedAlias>()
  const events: KeptEvent[] = []
  const accepted = (userId: string): KeptEvent[] => events.filter((each) => each.accepted && each.userId === userId)
  const histories = createHistories((userId) => {
    const history: UserHistory = { events: [], viewId: null, sessionId: null }
    for (const event of accepted(userId)) extend(history, event)
    return history
  })
  const ownedBy = (userId: string): OwnedAlias[] => [...aliases.values()].filter((alias) => alias.userId === userId)
  const describeUser = (userId: string): StoredUser => ({
    userId,
    createdAt: createdAt.get(userId)!,
    aliases: ownedBy(userId)
      .sort(byStrength)
      .map(({ tag, id, priority }) => ({ tag, id, priority })),
  })

  return {
    overrides: createMemoryOverrides({ undo, now, aliasIdsOf: (userId) => ownedBy(userId).map(({ id }) => id) }),
    transact(work) {
      try {
        return undo.transact(work)
      } catch (error) {
        histories.forgetAll()
        throw error
      }
    },
    ensureUser(userId) {
      if (!createdAt.has(userId)) undo.set(createdAt, userId, now())
    },
    find: (tag, id) => aliases.get(keyOf(tag, id))?.userId ?? null,
    link({ tag, id, priority }, userId) {
      undo.set(aliases, keyOf(tag, id), { tag, id, priority, userId })
    },
    addEvent(userId, { name, time, timeMs, properties, viewId, sessionId }, reasons) {
      const event: KeptEvent = {
        seq: events.length + 1,
        userId,
        name,
        time,
        timeMs,
        // As a database would give it back, whatever the caller does to its own.
        properties: JSON.parse(JSON.stringify(properties)) as Record<string, unknown>,
        viewId,
        sessionId,
        receivedAt: now(),
        accepted: reasons.length === 0,
        reasons: [...reasons],
      }
      undo.push(events, event)
      if (event.accepted) histories.append(userId, event)
    },
    history: (userId) => histories.of(userId),
    *acceptedEvents() {
      for (const userId of [...new Set(events.map((event) => event.userId))].sort())
        for (const { name, viewId, properties } of accepted(userId)) yield { userId, name, viewId, properties }
    },
    lastEventSeq: () => events.length,
    users: () => [...createdAt.keys()].map(describeUser),
    countUsers: () => createdAt.size,
    findUsers(search, newest) {
      const matches = (userId: string): boolean =>
        userId.includes(search.toLowerCase()) || ownedBy(userId).some(({ id }) => id.includes(search))
      const found = [...createdAt.keys()].filter(matches)
      return found.slice(Math.max(0, found.length - newest)).map(describeUser)
    },
    events: (userId) =>
      events
        .filter((event) => userId === undefined || event.userId === userId)
        .map(({ timeMs: _, ...event }) => ({ ...event, reasons: [...event.reasons] })),
    close() {
      // Nothing to let go of.
    },
  }
}

function keyOf(tag: string, id: string): string {
  return JSON.stringify([tag, id])
}

function byStrength(a: PrioritisedAlias, b: PrioritisedAlias): number {
  return a.priority - b.priority || compare(a.tag, b.tag) || compare(a.id, b.id)
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
