/**
 * The error envelope of the documented APIs: `{ request_id, error: { … } }`.
 * Codes that no document lists use the general code of their status.
 */

/** What a refused request is told. */
export interface ErrorBody {
  request_id: string
  error: {
    type: string
    status_code: number
    status: string
    code: number
    message: string
    docs: string
    cause?: string
  }
}

/** A request that is answered with an error status. */
export class ApiError extends Error {
  readonly statusCode: number
  readonly type: string
  readonly code: number
  readonly reason: string | undefined

  constructor(statusCode: number, type: string, code: number, message: string, reason?: string) {
    super(message)
    this.name = 'ApiError'
    this.statusCode = statusCode
    this.type = type
    this.code = code
    this.reason = reason
  }
}

/** 400: the request is understood as JSON but breaks a documented rule. */
export function invalidRequest(reason: string): ApiError {
  return new ApiError(400, 'InvalidParameters', 1000, 'The request contains invalid parameters.', reason)
}

/** 400: the body is not JSON. */
export function malformedBody(reason: string): ApiError {
  return new ApiError(400, 'InvalidRequestBody', 1000, 'The request body is not valid JSON.', reason)
}

/** 400: there is no body. */
export function missingBody(): ApiError {
  return new ApiError(400, 'MissingRequestBody', 1003, 'The request has no body.')
}

/** 400: `synchronous-validation=true` found events that do not match their schema. */
export function schemaMismatch(reasons: readonly string[]): ApiError {
  return new ApiError(400, 'ValidationError', 1000, 'One or more events do not match their schema.', reasons.join('; '))
}

/** 401: no key in `?k=` or `X-Api-Key`. */
export function missingKey(): ApiError {
  return new ApiError(401, 'AuthorizationMissing', 2004, 'The request carries no API key.')
}

/** 401: a key this workspace does not have. */
export function invalidKey(): ApiError {
  return new ApiError(401, 'InvalidAPIKey', 2000, 'The API key provided is invalid.', 'This key does not exist.')
}

/** 404: no such route. */
export function unknownRoute(method: string, path: string): ApiError {
  return new ApiError(404, 'DoesNotExist', 1000, 'There is no such resource.', `${method} ${path}`)
}

/** 413: the body is larger than the emulator takes. */
export function bodyTooLarge(limitBytes: number): ApiError {
  return new ApiError(
    413,
    'InvalidRequestBody',
    1000,
    'The request body is too large.',
    `The limit is ${limitBytes} bytes.`,
  )
}

/** 503: more bodies are under way than the emulator keeps in memory. */
export function tooBusy(): ApiError {
  return errorOfStatus(503, 'Too many large bodies are being sent at the same time.')
}

/** 415: the body is declared as something that is not JSON. */
export function unsupportedType(contentType: string): ApiError {
  return new ApiError(
    415,
    'InvalidHeader',
    1000,
    'The content type of the body is not supported.',
    `Expected application/json or text/plain, received ${contentType}.`,
  )
}

/** The error of a plain status, as ordered by a fault or raised by the server itself. */
export function errorOfStatus(statusCode: number, reason?: string): ApiError {
  const known = generalErrors[statusCode]
  const [type, code, message] = known ?? (statusCode < 500 ? badRequest : internal)
  return new ApiError(statusCode, type, code, message, reason)
}

/** The envelope of an error. */
export function formatError(error: ApiError, requestId: string): ErrorBody {
  const body: ErrorBody = {
    request_id: requestId,
    error: {
      type: error.type,
      status_code: error.statusCode,
      status: statusNames[error.statusCode] ?? (error.statusCode < 500 ? 'BadRequest' : 'InternalServerError'),
      code: error.code,
      message: error.message,
      docs: 'https://docs.permutive.com/api/errors',
    },
  }
  if (error.reason !== undefined) body.error.cause = error.reason
  return body
}

type General = readonly [type: string, code: number, message: string]

const badRequest: General = ['InvalidParameters', 1000, 'The request could not be processed.']
const internal: General = ['UnspecifiedInternalError', 5000, 'An error occurred while processing the request.']

const generalErrors: Readonly<Record<number, General>> = {
  401: ['InvalidAPIKey', 2000, 'The API key provided is invalid.'],
  403: ['InsufficientAPIKey', 2001, 'The API key provided gives no access to this resource.'],
  404: ['DoesNotExist', 1000, 'There is no such resource.'],
  429: ['TooManyRequests', 1000, 'Too many requests.'],
}

const statusNames: Readonly<Record<number, string>> = {
  400: 'BadRequest',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'NotFound',
  408: 'RequestTimeout',
  409: 'Conflict',
  413: 'PayloadTooLarge',
  415: 'UnsupportedMediaType',
  422: 'UnprocessableEntity',
  429: 'TooManyRequests',
  500: 'InternalServerError',
  502: 'BadGateway',
  503: 'ServiceUnavailable',
  504: 'GatewayTimeout',
}
