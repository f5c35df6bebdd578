/**
 * The table of keys: what a run leaves on the device is known as ours, and nothing else is.
 */
import { beforeEach, describe, expect, it } from 'vitest'
import { EVENT_KEY, ID_COPY_KEY, isOurs, recordPrefix, smallKey, VIEW_KEY } from '../../../src/storage/keys.ts'
import { database, erase, everything, keyOf, load, local, open, put, reset, row, start, timers } from './documents.ts'

beforeEach(reset)

describe('a key of ours', () => {
  it('is every one that a run writes into a key-value store', () => {
    const written = new Set<string>()
    const { set } = local.values
    local.values.set = (key, value) => {
      written.add(key)
      set(key, value)
    }
    const first = start('first')
    first.storage._set('id', 'me')
    first.storage._set('session', 'x')
    first.storage._set('activations', '[]')
    put(first, row('v:1', 'first'))
    first.storage._saveExitCopies([row('e:1', 'first'), row('v:1', 'first', 2)])
    load(open('second'))
    timers.advance(250)
    put(start('third', { ...everything(), records: [] }), row('e:2', 'third'))
    expect([...written].sort()).toEqual(
      ['activations', 'id', 'ping', 'pong', 'probe', 'r.e:1', 'r.e:2', 'r.v:1', 'session'].map((key) => 'ctv.' + key),
    )
    expect([...written].filter((key) => !isOurs('ctv', key))).toEqual([])
  })

  it('of a record says what the record is', () => {
    const document = start('a')
    document.storage._set('id', 'me')
    put(document, row('e:1', 'a'), row('v:1', 'a'))
    expect(database.all().map(keyOf).sort()).toEqual([EVENT_KEY + '1', ID_COPY_KEY + 'id', VIEW_KEY + '1'])
  })

  it.each(['id', 'session', 'activations', 'probe', 'ping', 'pong'] as const)('is the small key %s', (key) => {
    expect(smallKey('ctv', key)).toBe('ctv.' + key)
    expect(isOurs('ctv', 'ctv.' + key)).toBe(true)
  })

  it.each([
    'ctv',
    'ctv.',
    'ctv.r',
    'ctv.other',
    'ctv.idea',
    'ctv.ID',
    'ctv-other.id',
    'ctvXid',
    'my.ctv.id',
    'id',
    '',
    'ctv.constructor',
    'ctv2.r.e:1',
  ])('is not %j', (key) => {
    expect(isOurs('ctv', key)).toBe(false)
  })

  it('is none of a tracker whose name goes on behind a dot', () => {
    expect(['id', 'session', 'r.e:1'].filter((key) => isOurs('app', 'app.tv.' + key))).toEqual([])
  })

  it.each([
    ['app', 'app.r'],
    ['app', 'app.r.e:1'],
    ['app', 'app.r.r'],
    ['app.r', 'app.r.r'],
    ['a', 'a.id'],
    ['a', 'a.r.id'],
  ])('of %j is none of %j, nor the other way round', (one, other) => {
    const keysOf = (name: string) =>
      (['id', 'session', 'activations', 'probe', 'ping', 'pong'] as const)
        .map((key) => smallKey(name, key))
        .concat(['e:1', 'v:2', 'p:3', 'kv:id'].map((key) => recordPrefix(name) + key))
    expect(keysOf(one).filter((key) => !isOurs(one, key) || isOurs(other, key))).toEqual([])
    expect(keysOf(other).filter((key) => !isOurs(other, key) || isOurs(one, key))).toEqual([])
  })

  it('of a tracker whose name begins as the records of another outlives the start and the refusal of that one', () => {
    const other = open('b', { ...everything(), records: [] }, 'ctv.r')
    other.storage._set('id', 'theirs')
    put(load(other), row('e:1', 'b'))
    const before = local.values.keys()
    erase(start('a', { ...everything(), records: [] }))
    expect(local.values.keys()).toEqual(before)
  })
})
