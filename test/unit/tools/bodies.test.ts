/**
 * How the emulator reads bodies.
 */
import type { IncomingMessage } from 'node:http'
import { PassThrough } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { bodyLimitBytes, createBodyReader } from '../../../tools/emulator/bodies.ts'

const request = (): PassThrough & IncomingMessage => new PassThrough() as unknown as PassThrough & IncomingMessage

describe('a body', () => {
  it('is the text that was sent, however it was cut', async () => {
    const payload = request()
    const read = createBodyReader()(payload, 0)
    for (const byte of Buffer.from('{"title":"Ærø 👩‍🚀"}')) payload.write(Buffer.from([byte]))
    payload.end()
    expect(await read).toBe('{"title":"Ærø 👩‍🚀"}')
  })

  it('is refused before it is read where it says that it is too large, and else as soon as it is', async () => {
    const read = createBodyReader()
    await expect(read(request(), bodyLimitBytes + 1)).rejects.toMatchObject({ statusCode: 413 })
    const payload = request()
    const reading = read(payload, 0)
    payload.write(Buffer.alloc(bodyLimitBytes))
    payload.write(Buffer.alloc(1))
    await expect(reading).rejects.toMatchObject({ statusCode: 413 })
  })

  it('that breaks off is an error', async () => {
    const payload = request()
    const reading = createBodyReader()(payload, 100)
    payload.write('{')
    payload.destroy()
    await expect(reading).rejects.toThrow()
  })

  it('is refused while others take all the room, which is free again when they are done', async () => {
    const read = createBodyReader(1000)
    const others = [request(), request()]
    const reading = others.map((payload) => read(payload, 0))
    for (const payload of others) payload.write(Buffer.alloc(500))
    const late = request()
    const refused = read(late, 0)
    late.write('x')
    await expect(refused).rejects.toMatchObject({ statusCode: 503 })
    others[0]!.end()
    others[1]!.destroy()
    await Promise.allSettled(reading)
    const next = request()
    const taken = read(next, 0)
    next.end(Buffer.alloc(1000, 'x'))
    expect(await taken).toHaveLength(1000)
  })
})
