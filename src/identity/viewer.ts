/**
 * Which ids are in use: the generated one, the device's, and the aliases that the app gave.
 */
import type { Alias } from '../api.ts'
import { union } from '../cohorts/cohorts.ts'
import type { Context } from '../context.ts'
import { formatJson } from '../json.ts'
import type { Storage } from '../storage/storage.ts'
import type { Identity } from './identity.ts'
import { scopeOf } from './identity.ts'
import type { CreateId, StoredId } from './ids.ts'
import { parseStoredId } from './ids.ts'

/** The generated id as it is stored. */
interface GeneratedId extends StoredId {
  /** Scope of the viewer to whom it was joined: it is nobody else's any more. Empty for one that was made after another was joined. */
  of?: string
  /** Scopes of the viewers that were joined on this device, the latest last. */
  linked?: string[]
}

const asList = (value: unknown): string[] => (Array.isArray(value) ? value : [])

/** So many viewers of a device are remembered as joined. */
const MAX_LINKED = 20

export interface ViewerOptions {
  readonly _storage: Pick<Storage, '_get' | '_set'>
  readonly _createId: CreateId
}

export interface Viewer {
  _identity(): Identity
  _change(aliases: readonly Alias[]): void
  _isSame(aliases: readonly Alias[]): boolean
  /** The generated id belongs to the present viewer from now on: another viewer gets another. */
  _claim(): void
  /** The viewer of that scope was joined. */
  _noteLinked(scope: string): void
  /** Whether the present viewer was joined on this device before. */
  _isLinked(): boolean
  /** Before `adopt`: the device's id joins each identity of this process as its weakest alias. */
  _addDevice(alias: Alias): void
  /**
   * Once, when the stores were read: takes over the copy of the generated id that lay in the durable store.
   * Returns whether that copy is missing though the device kept the id itself.
   */
  _adopt(copyText: string | undefined): boolean
  _inspect(): { form: 'user_id' | 'alias' | 'aliases'; tags: string[] }
}

/** `first` gives the id of a device that keeps none. */
export function createViewer(
  { settings, ports }: Context,
  { _storage: storage, _createId: createId }: ViewerOptions,
  first: () => string,
  given: readonly Alias[],
): Viewer {
  const { clock } = ports
  const read = (): string | null => storage._get('id')
  const found = parseStoredId<GeneratedId>(read())
  /** The generated id and when it was made: of two, the older wins. */
  let generated: GeneratedId = found || { id: first(), at: clock.wallMs() }
  let device: Alias | null = null
  /** Identities used while the stores are being read: none of their events is written or sent yet. Null afterwards. */
  let waiting: Identity[] | null = []
  if (given[0]) leaveTo(given)
  let identity = identityOf(given)
  if (!found) save()

  /** Who has no alias is told apart by the id once one was joined to a viewer: that viewer's cohorts are nobody else's. */
  function scopeFor(aliases: readonly Alias[]): string {
    return scopeOf(settings.apiKey, aliases[0] || generated.of == null ? aliases : [{ tag: '', id: generated.id }])
  }

  function isOthers(scope: string): boolean {
    return !!generated.of && generated.of != scope
  }

  /** What is watched from now on may be another viewer's than the one to whom the id was joined: then it is under another id. */
  function leaveTo(aliases: readonly Alias[]): void {
    if (isOthers(scopeFor(aliases))) renew()
  }

  function renew(): void {
    generated = { id: createId(), at: clock.wallMs(), of: '', linked: generated.linked }
    save()
  }

  function identityOf(aliases: readonly Alias[]): Identity {
    const made: Identity = { scope: scopeFor(aliases), userId: generated.id, aliases: aliases.slice() }
    joinDevice(made)
    if (waiting) waiting.push(made)
    return made
  }

  /** Takes over an id as it is stored, and keeps what this process knows of it. */
  function take({ id, at, of, linked }: GeneratedId): void {
    const known = union([asList(linked), asList(generated.linked)])
    generated = { id, at, of: generated.of || of, linked: known[0] ? known : undefined }
  }

  function save(): void {
    storage._set('id', formatJson(generated))
  }

  function joinDevice({ aliases }: Identity): void {
    const last = aliases[aliases.length - 1]
    if (device) aliases.push({ tag: device.tag, id: device.id, priority: last ? last.priority! + 1 : 0 })
  }

  return {
    _identity: () => identity,
    _change(aliases) {
      leaveTo(aliases)
      identity = identityOf(aliases)
    },
    _claim() {
      const stored = parseStoredId<GeneratedId>(read())
      // Another document may have joined it meanwhile.
      if (stored && stored.id == generated.id) take(stored)
      const { scope } = identity
      if (isOthers(scope)) renew()
      identity.userId = generated.id
      generated.of = scope
      save()
    },
    _noteLinked(scope) {
      generated.linked = asList(generated.linked).concat(scope).slice(-MAX_LINKED)
      save()
    },
    _isLinked: () => asList(generated.linked).indexOf(identity.scope) >= 0,
    _isSame(aliases) {
      const scope = scopeFor(aliases)
      return scope == identity.scope && !isOthers(scope)
    },
    _addDevice(alias) {
      device = alias
      if (waiting) waiting.forEach(joinDevice)
    },
    _adopt(copyText) {
      const copy = parseStoredId<GeneratedId>(copyText)
      const isOlder = copy && (!found || copy.at < generated.at)
      // An id made a moment ago yields to any copy, also under a clock that was set back since; not to one of another viewer.
      if (copy && (copy.id == generated.id || (isOlder && !(copy.of && isOthers(copy.of))))) {
        take(copy)
        waiting!.forEach((made) => (made.userId = copy.id))
      }
      waiting = null
      const text = formatJson(generated)
      if (text != copyText || text != read()) save()
      return !!found && !copy
    },
    _inspect: () => ({
      form: !identity.aliases[0] ? 'user_id' : identity.aliases[1] ? 'aliases' : 'alias',
      tags: identity.aliases.map((alias) => alias.tag),
    }),
  }
}
