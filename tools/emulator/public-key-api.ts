/**
 * The APIs behind a public key, in `?k=` or `X-Api-Key`: key, body, handler, error envelope.
 * Pure.
 */
import { ApiError, errorOfStatus, formatError, invalidKey, malformedBody, missingBody, missingKey } from './envelope.ts'
import { parseJson } from './json.ts'
import { flatQuery } from './vendor-api.ts'
import type { Answer, VendorApi, VendorRequest } from './vendor-api.ts'

/** What a route does with a request that got through; throws ApiError. */
export type BodyHandler = (body: unknown, query: Readonly<Record<string, string>>) => object

export function createPublicKeyApi(keys: readonly string[], handle: BodyHandler): VendorApi {
  const known = new Set(keys)
  return {
    admit: (request) => checkKey(request, known),
    answer: (request) => answer(request, handle, known),
    refuse: (status, reason, requestId) => formatError(errorOfStatus(status, reason), requestId),
  }
}

function answer(request: VendorRequest, handle: BodyHandler, keys: ReadonlySet<string>): Answer {
  try {
    checkKey(request, keys)
    return { status: 200, body: handle(parseBody(request.body), flatQuery(request)) }
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    return { status: error.statusCode, body: formatError(error, request.id) }
  }
}

function checkKey(request: VendorRequest, keys: ReadonlySet<string>): void {
  const header = request.headers['x-api-key']
  const key = flatQuery(request)['k'] ?? (typeof header === 'string' ? header : undefined)
  if (key === undefined || key === '') throw missingKey()
  if (!keys.has(key)) throw invalidKey()
}

function parseBody(text: unknown): unknown {
  if (typeof text !== 'string' || text.trim() === '') throw missingBody()
  try {
    return parseJson(text)
  } catch (error) {
    throw malformedBody((error as Error).message)
  }
}
