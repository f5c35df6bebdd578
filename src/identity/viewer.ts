/**
 * Which ids are in use: the generated one, the device's, and the aliases that the app gave.
 */
import type { Alias } from '../api.ts'
import { formatJson } from '../json.ts'
import type { Clock } from '../ports/clock.ts'
import type { Identity } from './identity.ts'
import { scopeOf } from './identity.ts'
import type { CreateId, StoredId } from './ids.ts'
import { parseStoredId } from './ids.ts'

/** The generated id as it is stored. */
interface GeneratedId extends StoredId {
  /** Scope of the viewer to whom it was joined: it is nobody else's any more. */
  of?: string
  /** Scopes of the viewers that were joined on this device, the latest last. */
  linked?: string[]
}

/** So many viewers of a device are remembered as joined. */
const MAX_LINKED = 20

export interface ViewerOptions {
  clock: Clock
  createId: CreateId
  /** Key of the workspace: an identity of another one is another. */
  apiKey: string
  /** The generated id as the device keeps it. */
  read(): string | null
  /** The first id of a device that keeps none. */
  first(): string
  store(text: string): void
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

export function createViewer(
  { clock, createId, apiKey, read, first, store }: ViewerOptions,
  given: readonly Alias[],
): Viewer {
  const found = parseStoredId<GeneratedId>(read())
  /** The generated id and when it was made: of two, the older wins. */
  let generated: GeneratedId = found || { id: first(), at: clock.wallMs() }
  let device: Alias | null = null
  /** Identities used while the stores are being read: none of their events is written or sent yet. */
  let waiting: Identity[] = []
  let identity = identityOf(given)
  if (!found) save()

  function identityOf(aliases: readonly Alias[]): Identity {
    const made: Identity = { scope: scopeOf(apiKey, aliases), userId: generated.id, aliases: aliases.slice() }
    joinDevice(made)
    waiting.push(made)
    return made
  }

  const linked = (): string[] => (Array.isArray(generated.linked) ? generated.linked : [])

  function save(): void {
    store(formatJson(generated))
  }

  function joinDevice({ aliases }: Identity): void {
    const last = aliases[aliases.length - 1]
    if (device) aliases.push({ tag: device.tag, id: device.id, priority: last ? last.priority! + 1 : 0 })
  }

  return {
    _identity: () => identity,
    _change(aliases) {
      const { of } = generated
      // What is watched from now on is another viewer's.
      if (of && of != scopeOf(apiKey, aliases)) {
        generated = { id: createId(), at: clock.wallMs(), linked: linked() }
        save()
      }
      identity = identityOf(aliases)
    },
    _claim() {
      generated.of = identity.scope
      save()
    },
    _noteLinked(scope) {
      generated.linked = linked().concat(scope).slice(-MAX_LINKED)
      save()
    },
    _isLinked: () => linked().indexOf(identity.scope) >= 0,
    _isSame: (aliases) => scopeOf(apiKey, aliases) == identity.scope,
    _addDevice(alias) {
      device = alias
      waiting.forEach(joinDevice)
    },
    _adopt(copyText) {
      const copy = parseStoredId<GeneratedId>(copyText)
      // An id made a moment ago yields to any copy, also under a clock that was set back since.
      if (copy && (!found || copy.at < generated.at)) {
        generated = copy
        waiting.forEach((made) => (made.userId = copy.id))
      }
      waiting = []
      const text = formatJson(generated)
      if (text != copyText || text != read()) store(text)
      return !!found && !copy
    },
    _inspect: () => ({
      form: !identity.aliases[0] ? 'user_id' : identity.aliases[1] ? 'aliases' : 'alias',
      tags: identity.aliases.map((alias) => alias.tag),
    }),
  }
}
