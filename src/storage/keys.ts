/**
 * Every key of ours on the device: writing, reading and erasing all use this table. Pure.
 *
 * `name` is the option `storageKey`. A key-value store holds `<name>.<small key>`, and records as `<name>.r.<record key>`;
 * a record store of that name holds `<record key>`.
 */

/** Small values that last. */
export type SmallKey = 'id' | 'session' | 'activations'

/** Probe: a try whether a store works. Ping and pong: what documents on one store ask and answer each other. */
export type OwnKey = SmallKey | 'probe' | 'ping' | 'pong'

const OWN_KEYS: readonly OwnKey[] = ['id', 'session', 'activations', 'probe', 'ping', 'pong']

/** How the key of a queued event begins; the event id follows. */
export const EVENT_KEY = 'e:'
/** How the key of a stored view begins; the view id follows. */
export const VIEW_KEY = 'v:'
/** How the key of a stored view's progress begins; the view id follows. */
export const PROGRESS_KEY = 'p:'
/** How the key of an id copy begins; the small key follows. */
export const ID_COPY_KEY = 'kv:'
/** The key of the copy of the id. */
export const ID_COPY = ID_COPY_KEY + 'id'

/** The key of a small value in a key-value store. */
export function smallKey(name: string, key: OwnKey): string {
  return name + '.' + key
}

/** How the key of a record in a key-value store begins; the record key follows. */
export function recordPrefix(name: string): string {
  return name + '.r.'
}

/**
 * Whether a key holds a record under `prefix`. A record key has no dot and is no small key: so the last dots of a key tell whose it is,
 * also where another tracker's name begins as this prefix does.
 */
export function isRecordKey(prefix: string, key: string): boolean {
  const rest = key.slice(prefix.length)
  return key.indexOf(prefix) == 0 && rest.indexOf('.') < 0 && OWN_KEYS.indexOf(rest as OwnKey) < 0
}

/** Whether a key of a key-value store is ours, by its text alone: an erasure reads nothing. */
export function isOurs(name: string, key: string): boolean {
  return isRecordKey(recordPrefix(name), key) || OWN_KEYS.some((own) => key == smallKey(name, own))
}
