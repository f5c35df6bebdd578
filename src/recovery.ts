/**
 * What earlier processes left is taken over once, when the stores were read: ids, session, answers, events, and open views, which are
 * completed.
 */
import type { Answers } from './ccs/answers.ts'
import { describe } from './checks.ts'
import type { Context } from './context.ts'
import type { Outbox } from './events/outbox.ts'
import type { Viewer } from './identity/viewer.ts'
import type { StoredRecord } from './ports/stores.ts'
import type { Queue } from './queue/queue.ts'
import type { Session } from './session/session.ts'
import type { Storage } from './storage/storage.ts'
import { keysOf, sortLeft } from './views/stored-view.ts'

/** The rooms that take something over. */
export interface Heirs {
  readonly _storage: Pick<Storage, '_kinds' | '_get' | '_set' | '_write'>
  readonly _viewer: Viewer
  readonly _session: Pick<Session, '_resume' | '_revive'>
  readonly _answers: Answers
  readonly _outbox: Outbox
  readonly _queue: Pick<Queue, '_open'>
}

/** Who was watching, and what only the durable store remembered of it. */
export function adopt({ diagnosis }: Context, rooms: Heirs, idCopies: Record<string, string>): void {
  const { _storage: storage, _viewer: viewer, _session: session, _answers: answers } = rooms
  const { ids, queue: kind } = storage._kinds
  const isCopyMissing = viewer._adopt(idCopies.id)
  // Chromium deletes a database that it finds corrupt, and says nothing. Source: docs/guarantees.md, 1.
  if (isCopyMissing && kind == 'indexedDB') diagnosis.report('storage-failed', ['emptied'])
  // A cookie ends half a year after it was written: each start writes it again, or its end would look like a refusal.
  if (ids == 'cookie') storage._set('id', storage._get('id')!)
  answers._adopt(idCopies.activations)
  session._resume(idCopies.session)
}

/** Events go into the queue, and behind them the completions of views that nobody completed. */
export function recover({ settings, diagnosis }: Context, rooms: Heirs, records: readonly StoredRecord[]): void {
  const { _storage: storage, _session: session, _outbox: outbox, _queue: queue } = rooms
  const { events, views, kindless, unusable } = sortLeft(records, settings.kinds)
  views.forEach(({ sessionId, activeAt }) => session._revive(sessionId, activeAt))
  if (unusable[0]) storage._write({ deletes: unusable })
  kindless.forEach((name) => diagnosis.report('bad-content', ['kind', describe(name)]))
  queue._open(
    events,
    views.map((view) => ({
      event: outbox._recovered(settings.kinds[view.kind]!, view),
      change: { deletes: keysOf(view.viewId), ifMine: view.key },
    })),
  )
}
