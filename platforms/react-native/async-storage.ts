/**
 * The queue store over `@react-native-async-storage/async-storage`, handed in by the app: one row each record.
 *
 * A batch of that module is written as a whole (one transaction of SQLite on Android, one manifest file on iOS and tvOS), but what puts
 * and deletes takes two. So a batch that puts also lists what is to go, in a row of its own; whoever reads the store deletes that first.
 * Source: react-native-async-storage.github.io, API; its package, `android/` and `ios/`.
 */
import { formatJson, parseJson } from '../../src/json.ts'
import type { Condition, RecordStore, StoredRecord, WriteOutcome } from '../../src/ports/stores.ts'
import { isRecordKey, recordPrefix } from '../../src/storage/keys.ts'
import { isQuotaError } from '../../src/storage/key-value-records.ts'

/** The members touched. Versions 1 and 2 name batches `multi…`, version 3 `…Many`. */
export interface AsyncStorageModule {
  getAllKeys(): PromiseLike<readonly string[]>
  multiGet?(keys: string[]): PromiseLike<readonly (readonly [string, string | null])[]>
  multiSet?(rows: [string, string][]): PromiseLike<unknown>
  multiRemove?(keys: string[]): PromiseLike<unknown>
  getMany?(keys: string[]): PromiseLike<Record<string, string | null>>
  setMany?(rows: Record<string, string>): PromiseLike<unknown>
  removeMany?(keys: string[]): PromiseLike<unknown>
}

/** Rows by key. */
type Rows = Record<string, string | null | undefined>

/** The module's batches, under one name. */
interface Batches {
  names(): PromiseLike<readonly string[]>
  get(keys: string[]): PromiseLike<Rows>
  set(rows: Record<string, string>): PromiseLike<unknown>
  remove(keys: string[]): PromiseLike<unknown>
}

/** The row that lists which records are still to be deleted. */
const UNDONE = 'undone'

const nothing = (): void => {}

/** What the module lacks throws when it is called: a store that fails, which is told. */
function batchesOf(module: AsyncStorageModule): Batches {
  const names = () => module.getAllKeys()
  if (typeof module.getMany == 'function')
    return {
      names,
      get: (keys) => module.getMany!(keys),
      set: (rows) => module.setMany!(rows),
      remove: (keys) => module.removeMany!(keys),
    }
  return {
    names,
    get: (keys) =>
      module.multiGet!(keys).then((pairs) => {
        const rows: Rows = {}
        pairs.forEach(([key, value]) => (rows[key] = value))
        return rows
      }),
    set: (rows) => module.multiSet!(Object.keys(rows).map((key): [string, string] => [key, rows[key]!])),
    remove: (keys) => module.multiRemove!(keys),
  }
}

/** The database of Android is full at 6 MB unless the app says otherwise. Errors come alone or in a list. */
const isFull = (error: unknown): boolean => isQuotaError(error) || /\bfull\b|SQLITE_FULL|quota/i.test('' + error)

/** What all stores over the same rows share. An app is one process: nobody else writes these rows. */
interface Line {
  module: AsyncStorageModule
  prefix: string
  /** What is under way, one after the other. */
  last: Promise<unknown>
  /** How often everything was erased: a store that was opened before writes nothing any more. */
  erasures: number
  /** The last erasure failed: nothing is read or written before one has worked. */
  isErasureDue: boolean
}

/** One for each module and name: a tracker that closes, and one that is refused after it, write the same rows. */
const lines: Line[] = []

function lineOf(module: AsyncStorageModule, prefix: string): Line {
  const known = lines.filter((line) => line.module === module && line.prefix == prefix)[0]
  if (known) return known
  const line: Line = { module, prefix, last: Promise.resolve(), erasures: 0, isErasureDue: false }
  lines.push(line)
  return line
}

/** Opens the store of one tracker; null where the module is missing. */
export function createAsyncStorageOpener(
  module: AsyncStorageModule | null | undefined,
): (name: string) => RecordStore | null {
  return (name) => (module ? openStore(batchesOf(module), lineOf(module, recordPrefix(name))) : null)
}

function openStore(batches: Batches, line: Line): RecordStore {
  const { erasures, prefix } = line
  let isClosed = false
  /** Records whose deletion failed: none of them is there any more for whoever asks. */
  let undone: readonly string[] = []

  const rowOf = (key: string): string => prefix + key

  /** Between two steps: nothing is written behind an erasure. */
  function goOn(): void {
    if (erasures != line.erasures) throw new Error('erased')
  }

  /** Runs `work` when all before it is over; an error is answered with what `failed` makes of it. */
  function run<T>(work: () => PromiseLike<T>, failed: (error: unknown) => T, done: (result: T) => void): void {
    function begin(): PromiseLike<T> {
      goOn()
      if (isClosed) throw new Error('closed')
      return line.isErasureDue ? wipe().then(work) : work()
    }
    // What an erasure overtook has failed: nothing of it is there any more.
    function end(result: T): T {
      goOn()
      return result
    }
    line.last = line.last.then(begin).then(end).then(undefined, failed).then(done).then(undefined, nothing)
  }

  function parse(key: string, rows: Rows): StoredRecord | null {
    const record = parseJson(rows[rowOf(key)])
    return record && typeof record.owner == 'string' && record.key === key ? record : null
  }

  /** The first condition that is not met. */
  function findUnmet(conditions: readonly Condition[]): PromiseLike<Condition | undefined> {
    if (!conditions[0]) return Promise.resolve(undefined)
    return batches.get(conditions.map(({ key }) => rowOf(key))).then(
      (rows) =>
        conditions.filter(({ key, owner }) => {
          const record = parse(key, rows)
          return !record || record.owner != owner || undone.indexOf(key) >= 0
        })[0],
    )
  }

  /** Puts in one batch, with the list of what is to be deleted; then deletes. What fails of that is done by the next write, or start. */
  function apply(puts: readonly StoredRecord[], deletes: readonly string[]): PromiseLike<unknown> {
    goOn()
    const isPutAgain = (key: string): boolean => puts.some((record) => record.key == key)
    const doomed = undone.filter((key) => !isPutAgain(key)).concat(deletes)
    const isListed = undone[0] || doomed[0]
    const remove = (): PromiseLike<unknown> =>
      isListed ? batches.remove(doomed.concat(UNDONE).map(rowOf)).then(() => (undone = [])) : Promise.resolve()
    if (!puts[0]) return remove()
    const rows: Record<string, string> = {}
    puts.forEach((record) => (rows[rowOf(record.key)] = formatJson(record)))
    if (isListed) rows[rowOf(UNDONE)] = formatJson(doomed)
    return batches.set(rows).then(() => {
      goOn()
      undone = doomed
      return remove().then(undefined, nothing)
    })
  }

  function take(
    owner: string,
    isMine: (record: StoredRecord) => boolean,
    names: readonly string[],
    rows: Rows,
  ): PromiseLike<StoredRecord[]> {
    const listed = parseJson(rows[rowOf(UNDONE)])
    if (Array.isArray(listed)) undone = listed
    const records: StoredRecord[] = []
    const taken: StoredRecord[] = []
    const foreign: string[] = []
    names.forEach((name) => {
      const key = name.slice(prefix.length)
      const record = parse(key, rows)
      if (key == UNDONE || undone.indexOf(key) >= 0) return
      if (!record) return void foreign.push(key)
      if (record.owner != owner && isMine(record)) {
        record.owner = owner
        taken.push(record)
      }
      records.push(record)
    })
    return apply(taken, foreign).then(() => records)
  }

  function read(): PromiseLike<[names: string[], rows: Rows]> {
    return batches.names().then((all): PromiseLike<[string[], Rows]> => {
      const names = all.filter((name) => isRecordKey(prefix, name))
      return (names[0] ? batches.get(names) : Promise.resolve({})).then((rows) => [names, rows])
    })
  }

  /** By name, without reading. */
  function wipe(): Promise<unknown> {
    return Promise.resolve()
      .then(() => batches.names())
      .then((all) => {
        const names = all.filter((name) => isRecordKey(prefix, name))
        return names[0] && batches.remove(names)
      })
      .then(() => (line.isErasureDue = false))
  }

  return {
    kind: 'AsyncStorage',
    claim: (owner, isMine, done) =>
      run<StoredRecord[] | null>(
        () => read().then(([names, rows]) => take(owner, isMine, names, rows)),
        () => null,
        done,
      ),
    write: ({ puts, deletes, onlyIf }, done) =>
      run<WriteOutcome>(
        () =>
          findUnmet(onlyIf || []).then((unmet): WriteOutcome | PromiseLike<WriteOutcome> =>
            unmet ? unmet.otherwise : apply(puts, deletes).then(() => 'ok'),
          ),
        (error) => (isFull(error) ? 'full' : 'failed'),
        done,
      ),
    erase() {
      line.erasures++
      const { last } = line
      /** Where it fails, whoever uses the rows next erases them first. */
      const again = (): PromiseLike<unknown> => {
        line.isErasureDue = true
        return wipe().then(undefined, nothing)
      }
      // At once, and again behind a batch that is under way.
      line.last = Promise.all([wipe().then(undefined, nothing), last.then(again)])
    },
    close: () => void (isClosed = true),
  }
}
