/**
 * Identity resolution of the emulator.
 */
import { describe, expect, it } from 'vitest'
import { resolveUser } from '../../../tools/emulator/identity/resolve.ts'
import type { AliasDirectory, PrioritisedAlias } from '../../../tools/emulator/identity/resolve.ts'

function createDirectory() {
  const links = new Map<string, string>()
  const directory: AliasDirectory = {
    find: (tag, id) => links.get(`${tag} ${id}`) ?? null,
    link: (alias, userId) => void links.set(`${alias.tag} ${alias.id}`, userId),
  }
  let made = 0
  const configured = ['email_sha256', 'idfa', 'tifa']
  const resolve = (...aliases: PrioritisedAlias[]): string =>
    resolveUser(
      { aliases },
      directory,
      (tag) => configured.includes(tag),
      () => `new-${(made += 1)}`,
    )
  return { links, directory, resolve }
}

const email = { tag: 'email_sha256', id: 'e', priority: 0 }
const idfa = { tag: 'idfa', id: 'i', priority: 1 }
const tifa = { tag: 'tifa', id: 't', priority: 2 }

describe('identity resolution', () => {
  it('takes a user id as it is', () => {
    const { directory } = createDirectory()
    expect(
      resolveUser(
        { userId: 'u' },
        directory,
        () => true,
        () => 'new',
      ),
    ).toBe('u')
  })

  it('makes a user for an unknown alias and finds the same user again', () => {
    const { resolve } = createDirectory()
    expect(resolve(email)).toBe('new-1')
    expect(resolve(email)).toBe('new-1')
  })

  it('keeps every alias of a request, so that each leads to the user alone', () => {
    const { resolve } = createDirectory()
    const user = resolve(email, idfa, tifa)
    expect([resolve(email), resolve(idfa), resolve(tifa)]).toEqual([user, user, user])
  })

  it('lets the lowest number win, whatever the order in the list', () => {
    const { resolve } = createDirectory()
    const byEmail = resolve(email)
    const byDevice = resolve(idfa)
    expect(byDevice).not.toBe(byEmail)
    expect(resolve(idfa, email)).toBe(byEmail)
    expect(resolve({ ...idfa, priority: -1 }, email)).not.toBe(byDevice)
  })

  it('leads the losing alias to the winner from then on', () => {
    const { resolve } = createDirectory()
    const byEmail = resolve(email)
    resolve(idfa)
    resolve(email, idfa)
    expect(resolve(idfa)).toBe(byEmail)
  })

  it('tries the next alias where the strongest is unknown, and remembers the strongest', () => {
    const { resolve } = createDirectory()
    const byDevice = resolve(idfa)
    expect(resolve(email, idfa)).toBe(byDevice)
    expect(resolve(email)).toBe(byDevice)
  })

  it('takes the order of the list where priorities are equal', () => {
    const { resolve } = createDirectory()
    const byDevice = resolve(idfa)
    resolve(tifa)
    expect(resolve({ ...idfa, priority: 5 }, { ...tifa, priority: 5 })).toBe(byDevice)
  })

  it('tells the same id under two tags apart', () => {
    const { resolve } = createDirectory()
    expect(resolve({ tag: 'idfa', id: 'x', priority: 0 })).not.toBe(resolve({ tag: 'tifa', id: 'x', priority: 0 }))
  })

  it('ignores tags that are not configured, also when they are the strongest', () => {
    const { resolve, links } = createDirectory()
    const user = resolve({ tag: 'unheard_of', id: 'x', priority: -5 }, idfa)
    expect(resolve(idfa)).toBe(user)
    expect([...links.keys()]).toEqual(['idfa i'])
  })

  it('makes a new user each time where no tag is configured', () => {
    const { resolve } = createDirectory()
    const unknown = { tag: 'unheard_of', id: 'x', priority: 0 }
    expect(resolve(unknown)).not.toBe(resolve(unknown))
  })
})
