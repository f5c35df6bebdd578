/**
 * Which ids are in use: what is made, what is found, and what joins later.
 */
import { beforeEach, describe, expect, it } from 'vitest'
import type { Alias } from '../../../src/api.ts'
import type { Context } from '../../../src/context.ts'
import { scopeOf } from '../../../src/identity/identity.ts'
import type { Viewer } from '../../../src/identity/viewer.ts'
import { createViewer } from '../../../src/identity/viewer.ts'

const MADE = '00000000-0000-4000-8000-000000000001'
const KEPT = '2008c38f-dece-4570-976d-87593ed001c3'
const COPIED = '1d145310-1338-4ff7-96dd-e6128f54cbe5'
const EMAIL: Alias = { tag: 'email', id: 'e1', priority: 0 }
const PROFILE: Alias = { tag: 'profile', id: 'p1', priority: 4 }

/** The generated id as the device keeps it. */
let kept: string | null
let writes: number
/** The one that an earlier client left. */
let earlier: string | null

const text = (id: string, at: number): string => JSON.stringify({ id, at })

beforeEach(() => {
  kept = null
  writes = 0
  earlier = null
})

function create(...aliases: Alias[]): Viewer {
  return createViewer(
    {
      ports: { clock: { kind: 'monotonic', monotonicMs: () => 0, wallMs: () => 1000 } },
      settings: { apiKey: 'KEY' },
    } as unknown as Context,
    {
      _createId: () => MADE,
      _storage: {
        _get: () => kept,
        _set(_key, written) {
          kept = written
          writes++
        },
      },
    },
    () => earlier || MADE,
    aliases,
  )
}

describe('the generated id', () => {
  it('is made and kept where the device has none', () => {
    expect(create()._identity()).toEqual({ scope: scopeOf('KEY', []), userId: MADE, aliases: [] })
    expect([kept, writes]).toEqual([text(MADE, 1000), 1])
  })

  it('is the one that the device kept, and nothing is written', () => {
    kept = text(KEPT, 5)
    expect(create()._identity().userId).toBe(KEPT)
    expect(writes).toBe(0)
  })

  it('is the one that an earlier client left, where the device has none of its own', () => {
    earlier = COPIED
    expect(create()._identity().userId).toBe(COPIED)
    expect(kept).toBe(text(COPIED, 1000))
    kept = text(KEPT, 5)
    expect(create()._identity().userId).toBe(KEPT)
  })

  it('is made anew where the device kept something else', () => {
    kept = '{"id":"me","at":5}'
    expect(create()._identity().userId).toBe(MADE)
  })
})

describe('the copy in the durable store', () => {
  it.each<[string, number]>([
    ['older', 999],
    ['younger, since the clock was set back meanwhile', 5000],
  ])('replaces an id made a moment ago, though it is %s', (_, at) => {
    const viewer = create(EMAIL)
    const { scope } = viewer._identity()
    const before = viewer._identity()
    expect(viewer._adopt(text(COPIED, at))).toBe(false)
    expect(viewer._identity()).toEqual({ scope, userId: COPIED, aliases: [EMAIL] })
    // Events that wait to be written hold the identity itself.
    expect(before.userId).toBe(COPIED)
    expect(kept).toBe(text(COPIED, at))
  })

  it('reaches the events of every identity that was in use while the stores were read', () => {
    const viewer = create()
    const before = viewer._identity()
    viewer._change([EMAIL])
    viewer._adopt(text(COPIED, 5))
    expect([before.userId, viewer._identity().userId]).toEqual([COPIED, COPIED])
    viewer._change([])
    expect(viewer._identity().userId).toBe(COPIED)
  })

  it('wins over a kept id where it is older, and both places agree from then on', () => {
    kept = text(KEPT, 500)
    const viewer = create()
    expect(viewer._adopt(text(COPIED, 499))).toBe(false)
    expect([viewer._identity().userId, kept, writes]).toEqual([COPIED, text(COPIED, 499), 1])
  })

  it('that is younger than a kept id yields to it, and is written again', () => {
    kept = text(KEPT, 500)
    const viewer = create()
    expect(viewer._adopt(text(COPIED, 501))).toBe(false)
    expect([viewer._identity().userId, kept, writes]).toEqual([KEPT, text(KEPT, 500), 1])
  })

  it('that says the same costs no write', () => {
    kept = text(KEPT, 500)
    expect(create()._adopt(kept)).toBe(false)
    expect(writes).toBe(0)
  })

  it.each([undefined, 'rubbish'])('%j beside a kept id is missing, which is told, and it is made', (copy) => {
    kept = text(KEPT, 500)
    expect(create()._adopt(copy)).toBe(true)
    expect([kept, writes]).toEqual([text(KEPT, 500), 1])
  })

  it('is not missing at the very first start', () => {
    expect(create()._adopt(undefined)).toBe(false)
  })
})

describe('an id that was joined to a viewer', () => {
  it('is another document’s where that joined it first', () => {
    kept = text(KEPT, 500)
    const viewer = create(EMAIL)
    kept = JSON.stringify({ id: KEPT, at: 500, of: scopeOf('KEY', [PROFILE]), linked: [scopeOf('KEY', [PROFILE])] })
    viewer._claim()
    expect(viewer._identity().userId).toBe(MADE)
    expect(JSON.parse(kept)).toEqual({
      id: MADE,
      at: 1000,
      of: scopeOf('KEY', [EMAIL]),
      linked: [scopeOf('KEY', [PROFILE])],
    })
  })

  it('stays so where a copy that does not know of it is read', () => {
    kept = JSON.stringify({ id: KEPT, at: 500, of: scopeOf('KEY', [EMAIL]), linked: [scopeOf('KEY', [EMAIL])] })
    const before = kept
    create(EMAIL)._adopt(text(KEPT, 500))
    expect(kept).toBe(before)
  })

  it('is learnt from a copy, where the device kept it without', () => {
    kept = text(KEPT, 500)
    const viewer = create()
    viewer._adopt(JSON.stringify({ id: KEPT, at: 500, of: scopeOf('KEY', [EMAIL]), linked: ['x'] }))
    expect(JSON.parse(kept)).toEqual({ id: KEPT, at: 500, of: scopeOf('KEY', [EMAIL]), linked: ['x'] })
    expect(viewer._isSame([])).toBe(false)
  })
})

describe('another identity', () => {
  it('has a scope and an object of its own, so that events keep theirs', () => {
    const viewer = create()
    const former = viewer._identity()
    viewer._change([EMAIL])
    expect(former).toEqual({ scope: scopeOf('KEY', []), userId: MADE, aliases: [] })
    expect(viewer._identity()).toEqual({ scope: scopeOf('KEY', [EMAIL]), userId: MADE, aliases: [EMAIL] })
  })

  it('is the same where tags and ids are, in their order', () => {
    const viewer = create(EMAIL, PROFILE)
    expect(viewer._isSame([{ ...EMAIL }, { ...PROFILE }])).toBe(true)
    expect(viewer._isSame([PROFILE, EMAIL])).toBe(false)
    expect(viewer._isSame([EMAIL])).toBe(false)
    expect(viewer._isSame([])).toBe(false)
  })
})

describe('the id of the device', () => {
  it('joins the present identity as its weakest alias, which stays the same viewer', () => {
    const viewer = create(EMAIL, PROFILE)
    const held = viewer._identity()
    viewer._addDevice({ tag: 'tifa', id: 'd1' })
    expect(held.aliases).toEqual([EMAIL, PROFILE, { tag: 'tifa', id: 'd1', priority: 5 }])
    expect(viewer._isSame([EMAIL, PROFILE])).toBe(true)
  })

  it('joins every identity that was in use before it was known, once', () => {
    const viewer = create()
    const before = viewer._identity()
    viewer._change([EMAIL])
    viewer._addDevice({ tag: 'tifa', id: 'd1' })
    expect([before, viewer._identity()].map(({ aliases }) => aliases.map(({ tag }) => tag))).toEqual([
      ['tifa'],
      ['email', 'tifa'],
    ])
  })

  it('is the only alias of a viewer who has none', () => {
    const viewer = create()
    viewer._addDevice({ tag: 'tifa', id: 'd1' })
    expect(viewer._identity().aliases).toEqual([{ tag: 'tifa', id: 'd1', priority: 0 }])
    expect(viewer._isSame([])).toBe(true)
  })

  it('joins each later identity, and never the lists that the app gave', () => {
    const given = [EMAIL]
    const viewer = create()
    viewer._addDevice({ tag: 'tifa', id: 'd1' })
    viewer._change(given)
    expect(viewer._identity().aliases.map(({ tag }) => tag)).toEqual(['email', 'tifa'])
    expect(given).toEqual([EMAIL])
  })
})

it.each<[Alias[], string, string[]]>([
  [[], 'user_id', []],
  [[EMAIL], 'alias', ['email']],
  [[EMAIL, PROFILE], 'aliases', ['email', 'profile']],
])('inspect shows form and tags, and no id: %j', (aliases, form, tags) => {
  expect(create(...aliases)._inspect()).toEqual({ form, tags })
})
