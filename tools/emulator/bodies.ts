/**
 * Reads bodies as text: each up to a limit, and all that are under way at a time up to another.
 */
import type { IncomingMessage } from 'node:http'
import type { ApiError } from './envelope.ts'
import { bodyTooLarge, tooBusy } from './envelope.ts'

/** The largest body taken, in bytes. */
export const bodyLimitBytes = 1_000_000

/** All bodies that are being received may hold so many bytes together. */
const defaultUnderWayLimitBytes = 64_000_000

/** Rejects with ApiError 413 or 503, or with what broke the connection. */
export type ReadBody = (payload: IncomingMessage, declaredBytes: number) => Promise<string>

export function createBodyReader(underWayLimitBytes = defaultUnderWayLimitBytes): ReadBody {
  let underWayBytes = 0
  return (payload, declaredBytes) =>
    new Promise((resolve, reject) => {
      const chunks: Buffer[] = []
      let sizeBytes = 0
      const settle = (act: () => void): void => {
        underWayBytes -= sizeBytes
        sizeBytes = 0
        payload.off('data', take).off('end', finish).off('error', fail).off('close', leave)
        // What is still to come is read and thrown away, so that the refusal can be heard.
        payload.resume()
        act()
      }
      const refuse = (error: ApiError): void => settle(() => reject(error))
      const take = (chunk: Buffer): void => {
        sizeBytes += chunk.length
        underWayBytes += chunk.length
        chunks.push(chunk)
        if (sizeBytes > bodyLimitBytes) refuse(bodyTooLarge(bodyLimitBytes))
        else if (underWayBytes > underWayLimitBytes) refuse(tooBusy())
      }
      const finish = (): void => settle(() => resolve(Buffer.concat(chunks).toString()))
      const fail = (error: Error): void => settle(() => reject(error))
      const leave = (): void => fail(new Error('the connection closed in the middle of the body'))
      if (declaredBytes > bodyLimitBytes) return refuse(bodyTooLarge(bodyLimitBytes))
      payload.on('data', take).on('end', finish).on('error', fail).on('close', leave)
    })
}
