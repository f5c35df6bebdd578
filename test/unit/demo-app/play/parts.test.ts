import { IDBFactory } from 'fake-indexeddb'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { openDisk } from '../../../../demo-app/play/page/disk.ts'
import { createNetwork } from '../../../../demo-app/play/page/network.ts'
import { describeState } from '../../../../demo-app/play/page/sentence.ts'
import type { State } from '../../../../demo-app/play/page/sentence.ts'
import { createStopwatch } from '../../../../demo-app/play/page/stopwatch.ts'
import { isLeftover, nameForStores } from '../../../../demo-app/play/page/store-name.ts'
import { newId } from '../../../../demo-app/play/new-id.ts'
import { openIndexedDb } from '../../../../platforms/web/indexed-db.ts'

describe('the cable of the page', () => {
  const request = { method: 'POST', url: 'https://a.invalid/', headers: {}, body: '' }
  const answer = vi.fn(async () => ({ status: 200, body: 'yes' }))
  const done = vi.fn()
  beforeEach(() => {
    vi.useFakeTimers()
    answer.mockClear()
    done.mockClear()
  })
  afterEach(() => vi.useRealTimers())

  it('takes its time in both directions', async () => {
    createNetwork({ answer, latencyMs: 100 }).send(request, 5000, done)
    await vi.advanceTimersByTimeAsync(99)
    expect(answer).not.toHaveBeenCalled()
    await vi.advanceTimersByTimeAsync(100)
    expect(done).not.toHaveBeenCalled()
    await vi.advanceTimersByTimeAsync(1)
    expect(done.mock.calls).toEqual([[{ status: 200, body: 'yes' }]])
  })

  it('loses a request on its way when it is pulled out', async () => {
    const network = createNetwork({ answer, latencyMs: 100 })
    network.send(request, 5000, done)
    network.setUp(false)
    await vi.advanceTimersByTimeAsync(100)
    expect(answer).not.toHaveBeenCalled()
    expect(done.mock.calls).toEqual([[null]])
  })

  it('loses an answer on its way, and the server has done its work', async () => {
    const network = createNetwork({ answer, latencyMs: 100 })
    network.send(request, 5000, done)
    await vi.advanceTimersByTimeAsync(150)
    network.setUp(false)
    await vi.advanceTimersByTimeAsync(100)
    expect(answer).toHaveBeenCalledOnce()
    expect(done.mock.calls).toEqual([[null]])
  })

  it('gives up after the time-out, once', async () => {
    createNetwork({ answer, latencyMs: 100 }).send(request, 150, done)
    await vi.advanceTimersByTimeAsync(1000)
    expect(done.mock.calls).toEqual([[null]])
  })

  it('says nothing to who has cancelled', async () => {
    createNetwork({ answer, latencyMs: 100 }).send(request, 150, done)()
    await vi.advanceTimersByTimeAsync(1000)
    expect(done).not.toHaveBeenCalled()
  })
})

describe('the stopwatch of the page', () => {
  const video = (currentTime: number, more: object = {}): HTMLVideoElement =>
    ({ paused: false, seeking: false, ended: false, currentTime, ...more }) as HTMLVideoElement

  it('counts while the position of one film moves', () => {
    const stopwatch = createStopwatch()
    const film = video(0)
    for (const [positionS, atMs] of [
      [0, 0],
      [0.05, 50],
      [0.1, 100],
      [0.1, 150],
      [5, 200],
      [5.05, 250],
    ] as const)
      stopwatch.look(Object.assign(film, { currentTime: positionS }), atMs)
    // Not while it stood, nor at the seek.
    expect(stopwatch.seconds).toBeCloseTo(0.15)
  })

  it('counts nothing while the film is paused or gone, and begins anew after it', () => {
    const stopwatch = createStopwatch()
    const film = video(0)
    stopwatch.look(film, 0)
    stopwatch.look(Object.assign(film, { currentTime: 0.1, paused: true }), 100)
    stopwatch.look(null, 200)
    stopwatch.look(Object.assign(film, { currentTime: 0.2, paused: false }), 5000)
    expect(stopwatch.seconds).toBe(0)
    stopwatch.look(video(0.3), 5100)
    expect(stopwatch.seconds).toBe(0)
  })
})

describe('the names under which a television of the page stores', () => {
  const NOW_MS = Date.UTC(2026, 10, 29)
  it('are left over after a day, and never those of others', () => {
    const name = nameForStores(NOW_MS, 'ab12')
    expect(isLeftover(name, NOW_MS + 80_000_000)).toBe(false)
    expect(isLeftover(`${name}.id`, NOW_MS + 90_000_000)).toBe(true)
    expect(isLeftover('ctv-tracker.id', NOW_MS)).toBe(false)
    expect(isLeftover('ctv-tracker-player', NOW_MS)).toBe(false)
  })
})

describe('an id of the page', () => {
  it('is a version 4 UUID', () => {
    expect(newId()).toMatch(/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/)
    expect(newId()).not.toBe(newId())
  })
})

describe('the sentence of the page', () => {
  const state = (more: Partial<State>, counts: Partial<State['counts']> = {}): State => ({
    power: 'on',
    isUp: true,
    inspection: null,
    counts: { taken: 2, received: 2, waiting: 0, lost: 0, twice: 0, unkept: 0, givenUp: 0, ...counts },
    ...more,
  })
  it.each<[string, State]>([
    ['Nothing is stored or sent before Accept.', state({}, { taken: 0, received: 0 })],
    ['Everything has arrived.', state({})],
    ['One event is on the way.', state({}, { waiting: 1 })],
    ['2 events are stored on the television until the network is back.', state({ isUp: false }, { waiting: 2 })],
    ['One event is on the disk of the dark television.', state({ power: 'killed' }, { waiting: 1 })],
    ['The disk holds nothing that is due.', state({ power: 'unplugged' })],
    ['Everything that had reached the disk has arrived.', state({}, { unkept: 1 })],
    ['The tracker gave up what it could not store, and said so.', state({}, { givenUp: 1 })],
    ['1 of them did not come, though the television had stored it.', state({}, { lost: 1 })],
  ])('says: %s', (sentence, shown) => expect(describeState(shown)).toBe(sentence))
})

describe('the disk of the page', () => {
  const NAME = 'ctv-tracker-play-x-1'
  let local: Record<string, string>
  beforeEach(() => {
    local = Object.create({
      getItem: (key: string) => local[key] ?? null,
      setItem: (key: string, value: string) => void (local[key] = value),
      removeItem: (key: string) => void delete local[key],
    }) as Record<string, string>
    vi.stubGlobal('localStorage', local)
    vi.stubGlobal('indexedDB', new IDBFactory())
  })
  afterEach(() => vi.unstubAllGlobals())

  const write = (key: string): Promise<unknown> =>
    new Promise((resolve) => openIndexedDb(NAME)!.write({ puts: [{ key, owner: 'me' }], deletes: [] }, resolve))

  it('makes no database by looking', async () => {
    local['other.id'] = 'x'
    expect(await openDisk(NAME).read()).toMatchObject({ small: [], records: [] })
    expect(await indexedDB.databases()).toEqual([])
  })

  it('brings back what the stores of the tracker held', async () => {
    const disk = openDisk(NAME)
    await write('e:1')
    local[`${NAME}.id`] = 'old'
    local['other.id'] = 'x'
    const image = await disk.read()
    await write('e:2')
    local[`${NAME}.id`] = 'new'
    local[`${NAME}.session`] = 'new'
    await disk.restore(image)
    expect(await disk.read()).toMatchObject({
      small: [[`${NAME}.id`, 'old']],
      records: [{ key: 'e:1', owner: 'me' }],
    })
    expect({ ...local }).toEqual({ [`${NAME}.id`]: 'old', 'other.id': 'x' })
  })

  it('is empty once erased', async () => {
    const disk = openDisk(NAME)
    local[`${NAME}.id`] = 'x'
    await write('e:1')
    disk.erase()
    expect(await disk.read()).toMatchObject({ small: [], records: [] })
  })
})
