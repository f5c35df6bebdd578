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

export interface ViewerOptions {
  clock: Clock
  createId: CreateId
  /** Key of the workspace: an identity of another one is another. */
  apiKey: string
  /** The generated id as the device keeps it. */
  read(): string | null
  store(text: string): void
}

export interface Viewer {
  identity(): Identity
  change(aliases: readonly Alias[]): void
  isSame(aliases: readonly Alias[]): boolean
  /** The device's id joins the present identity as its weakest alias, and each later one. */
  addDevice(alias: Alias): void
  /** Takes over the copy of the generated id that lay in the durable store. Returns whether an id was stored here and its copy is missing. */
  adopt(copyText: string | undefined): boolean
  inspect(): { form: 'user_id' | 'alias' | 'aliases'; tags: string[] }
}

export function createViewer({ clock, createId, apiKey, read, store }: ViewerOptions, given: readonly Alias[]): Viewer {
  const found = parseStoredId<StoredId>(read())
  /** The generated id and when it was made: of two, the older wins. */
  let generated = found || { id: createId(), at: clock.wallMs() }
  let device: Alias | null = null
  let identity = identityOf(given)
  if (!found) store(formatJson(generated))

  function identityOf(aliases: readonly Alias[]): Identity {
    return withDevice({ scope: scopeOf(apiKey, aliases), userId: generated.id, aliases: aliases.slice() })
  }

  function withDevice(target: Identity): Identity {
    const last = target.aliases[target.aliases.length - 1]
    if (device) target.aliases.push({ tag: device.tag, id: device.id, priority: last ? last.priority! + 1 : 0 })
    return target
  }

  return {
    identity: () => identity,
    change: (aliases) => void (identity = identityOf(aliases)),
    isSame: (aliases) => scopeOf(apiKey, aliases) == identity.scope,
    addDevice(alias) {
      device = alias
      withDevice(identity)
    },
    adopt(copyText) {
      const copy = parseStoredId<StoredId>(copyText)
      // An id made a moment ago yields to any copy, also under a clock that was set back since.
      if (copy && (!found || copy.at < generated.at)) {
        generated = copy
        identity.userId = copy.id
      }
      const text = formatJson(generated)
      if (text != copyText || text != read()) store(text)
      return !!found && !copy
    },
    inspect: () => ({
      form: !identity.aliases[0] ? 'user_id' : identity.aliases[1] ? 'aliases' : 'alias',
      tags: identity.aliases.map((alias) => alias.tag),
    }),
  }
}
