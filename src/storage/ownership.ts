/**
 * Which stored records are ours to take: those of processes that have ended, told from living ones by a ping.
 *
 * Documents on one key-value store hear of each other's changes. A start that finds records of other owners writes its own
 * owner as `ping`; a living owner answers with `pong`: its own owner, a space, and the one it answers.
 */
import type { Context } from '../context.ts'
import { withDeadline } from '../deadline.ts'
import type { KeyValueStore, RecordStore, StoredRecord } from '../ports/stores.ts'
import { smallKey } from './keys.ts'
import { isIdCopy } from './merge.ts'
import type { Writer } from './writer.ts'
import { STORE_DEADLINE_MS } from './writer.ts'

/** How long a living owner has to answer a ping. */
const PING_MS = 250

type OnClaimed = (fromDurable: StoredRecord[], fromLocal: StoredRecord[]) => void

export interface Ownership {
  /** Makes ours what no living process owns, and reads both stores; calls `done` once, at the latest after 2 s. */
  _take(done: OnClaimed): void
  /** Takes nothing any more, and hears nothing of other documents. */
  _close(): void
}

/** What a document says to others, small values of whose changes they hear, and what it hears. */
export interface Talk {
  /** This process. */
  owner: string
  keyValue: KeyValueStore
  local: RecordStore
  set(key: 'ping' | 'pong', value: string): void
  /** Another document changed the id (null: deleted it), or emptied the key-value store (undefined). */
  onId(value: string | null | undefined): void
}

export function createOwnership(
  { settings, ports }: Context,
  writer: Writer,
  { owner, keyValue, local, set, onId }: Talk,
): Ownership {
  const { timers } = ports
  const name = settings.storageKey
  const pingKey = smallKey(name, 'ping')
  const pongKey = smallKey(name, 'pong')
  /**
   * Owners of the records that the start found: true until that owner answers the ping. An owner that appears later is a process
   * that started after this one, hence alive and not in here.
   */
  const isSilent: Record<string, boolean> = {}
  /** The records were taken, or are left to the next start. */
  let isOver = false
  let isClosed = false
  /** What goes on when the ping that is out had its time; null while none is out. */
  let whenHeard: (() => void) | null = null
  let cancelDeadline = (): void => {}
  let cancelPing = (): void => {}

  const unwatch = keyValue.watch((key, value) => {
    if (isClosed) return
    if (key == null) onId(undefined)
    else if (key == smallKey(name, 'id')) onId(value)
    else if (value && key == pingKey && value != owner) set('pong', owner + ' ' + value)
    else if (value && key == pongKey && !isOver) isSilent[value.split(' ')[0]!] = false
  })

  /** Asks the owners of `records` whether they live, and goes on when all had their time to answer. */
  function ping(records: readonly StoredRecord[], done: () => void): void {
    const unasked = records.filter(
      (record) => record.owner && record.owner != owner && !isIdCopy(record) && isSilent[record.owner] == null,
    )
    unasked.forEach((record) => (isSilent[record.owner] = true))
    // Where the local store is memory, no document hears of another.
    if (local.kind == 'memory' || !(unasked[0] || whenHeard)) return done()
    whenHeard = done
    if (!unasked[0]) return
    cancelPing()
    // A value that stays the same is no news to other documents.
    keyValue.remove(pingKey)
    set('ping', owner)
    cancelPing = timers.after(PING_MS, () => {
      keyValue.remove(pingKey)
      keyValue.remove(pongKey)
      const heard = whenHeard!
      whenHeard = null
      heard()
    })
  }

  /** Reads both stores and makes ours what `isMine` says; a durable store that cannot be read is given up. */
  function claim(isMine: (record: StoredRecord) => boolean, done: OnClaimed): void {
    const store = writer._durable()
    const claimLocal = (fromDurable: StoredRecord[]): void =>
      local.claim(owner, isMine, (fromLocal) => done(fromDurable, fromLocal!))
    if (!store) return claimLocal([])
    store.claim(owner, isMine, (records) => {
      // Too late: the deadline passed, or the grant ended.
      if (isOver || store != writer._durable()) return
      if (!records) {
        // Nothing is waited for any longer, but for the answers to the ping.
        cancelDeadline()
        writer._giveUpDurable('storage-failed')
      }
      claimLocal(records || [])
    })
  }

  return {
    _take(done) {
      /** Takes what the owners left that did not answer. */
      function takeSilent(): void {
        claim(
          (record) => isSilent[record.owner]! && !isIdCopy(record),
          (fromDurable, fromLocal) => {
            if (isOver) return
            isOver = true
            cancelDeadline()
            done(fromDurable, fromLocal)
          },
        )
      }
      if (writer._durable()) {
        // A durable store that never answers keeps nobody from being asked.
        local.claim(
          owner,
          () => false,
          (records) => ping(records!, () => {}),
        )
        const settle = withDeadline(timers, STORE_DEADLINE_MS, true, (isLate) => {
          if (!isLate) return
          writer._giveUpDurable('storage-slow')
          if (whenHeard) whenHeard = takeSilent
          else takeSilent()
        })
        cancelDeadline = () => settle(false)
      }
      claim(
        () => false,
        (fromDurable, fromLocal) => ping(fromDurable.concat(fromLocal), takeSilent),
      )
    },
    _close() {
      isOver = isClosed = true
      cancelDeadline()
      cancelPing()
      unwatch()
    },
  }
}
