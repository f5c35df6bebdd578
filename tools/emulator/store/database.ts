/**
 * The embedded database: opening, tables, transactions.
 *
 * Every request is one transaction. The log is written ahead and flushed at each commit, so what
 * was acknowledged is there after the process is killed.
 */
import { chmodSync, closeSync, existsSync, mkdirSync, openSync } from 'node:fs'
import { dirname, join } from 'node:path'
import Database from 'libsql'

/** An open database. */
export type Connection = InstanceType<typeof Database>

/** The state on disk cannot be used. */
export class StateError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'StateError'
  }
}

const version = 2

const tables = `
  CREATE TABLE users (
    seq INTEGER PRIMARY KEY,
    user_id TEXT NOT NULL UNIQUE,
    created_at INTEGER NOT NULL
  );
  CREATE TABLE aliases (
    tag TEXT NOT NULL,
    id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    priority INTEGER NOT NULL,
    linked_at INTEGER NOT NULL,
    PRIMARY KEY (tag, id)
  ) WITHOUT ROWID;
  CREATE INDEX aliases_of_user ON aliases (user_id);
  CREATE TABLE events (
    seq INTEGER PRIMARY KEY,
    user_id TEXT NOT NULL,
    name TEXT NOT NULL,
    time TEXT NOT NULL,
    time_ms INTEGER NOT NULL,
    properties TEXT NOT NULL,
    view_id TEXT,
    session_id TEXT,
    received_at INTEGER NOT NULL,
    reasons TEXT
  );
  CREATE INDEX events_of_user ON events (user_id, seq);
`

/** What format 2 added. */
const overrideTable = `
  CREATE TABLE overrides (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    subject TEXT NOT NULL,
    segment_id TEXT NOT NULL,
    status TEXT NOT NULL,
    metadata TEXT,
    changed_at_s INTEGER NOT NULL,
    received_at INTEGER NOT NULL,
    UNIQUE (subject, segment_id)
  );
  CREATE INDEX overrides_without_case ON overrides (subject COLLATE NOCASE);
`

/**
 * Opens the database in `directory`, made where it is missing; in memory without one.
 * Throws StateError where the directory cannot be used or another emulator uses it.
 */
export function openDatabase(directory: string | undefined): Connection {
  if (directory === undefined) return prepare(new Database(':memory:'))
  try {
    makeDirectory(directory)
    const file = join(directory, 'emulator.db')
    makePrivate(file)
    return prepare(new Database(file))
  } catch (error) {
    if (error instanceof StateError) throw error
    if ((error as { code?: string }).code === 'SQLITE_BUSY') {
      throw new StateError(`${directory}: another emulator is using this data directory`)
    }
    throw new StateError(`${directory}: cannot be used as data directory (${(error as Error).message})`)
  }
}

/**
 * Closes the database and gives the directory free at once. Closing alone does not: libsql keeps the
 * file, and with it the lock, until the last prepared statement is collected as garbage.
 */
export function closeDatabase(connection: Connection): void {
  try {
    // The lock can be changed only outside the write-ahead log, and is let go at the next access.
    connection.exec('PRAGMA journal_mode = DELETE; PRAGMA locking_mode = NORMAL; SELECT count(*) FROM users')
  } finally {
    connection.close()
  }
}

/** Level by level: the recursive call of Node 20 never returns where a parent refuses with ENOENT, as below /proc. */
function makeDirectory(directory: string): void {
  if (existsSync(directory)) return
  makeDirectory(dirname(directory))
  mkdirSync(directory, { mode: 0o700 })
}

/** What users did is for whoever runs the emulator alone. The files that libsql puts beside this one take its mode. */
function makePrivate(file: string): void {
  closeSync(openSync(file, 'a', 0o600))
  chmodSync(file, 0o600)
}

function prepare(connection: Connection): Connection {
  // Exclusive: two emulators on one directory would each believe in their own view of it.
  connection.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL')
  const row = connection.prepare('PRAGMA user_version').get() as { user_version: number }
  const upgrade = { 0: tables + overrideTable, 1: overrideTable }[row.user_version]
  if (upgrade !== undefined) connection.exec(`BEGIN; ${upgrade} PRAGMA user_version = ${version}; COMMIT`)
  else if (row.user_version !== version) {
    throw new StateError(
      `the data directory was written by another version (format ${row.user_version}, expected ${version})`,
    )
  }
  return connection
}
