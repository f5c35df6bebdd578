/**
 * One API of the vendor, apart from how requests reach it: over HTTP, or inside a page.
 * Pure.
 */

/** A request as an API sees it. */
export interface VendorRequest {
  /** What an error answer names the request by. */
  id: string
  headers: Readonly<Record<string, string | string[] | undefined>>
  /** Parameters by name, each a text or a list of texts. */
  query: unknown
  /** What the path says, such as the network. */
  params: unknown
  /** The text that was sent; undefined where there was none. */
  body: unknown
}

/** What a request is answered with. */
export interface Answer {
  status: number
  body: object
}

/** One API as its routes see it. */
export interface VendorApi {
  /** Looks at the key; throws ApiError or Refusal. */
  admit(request: VendorRequest): void
  /** Handles a request, its key included; mistakes of the client are answers as well. */
  answer(request: VendorRequest): Answer
  /** The body that goes with a status ordered as a fault. */
  refuse(status: number, reason: string, requestId: string): object
}

/** The first value of each parameter. */
export function flatQuery({ query }: Pick<VendorRequest, 'query'>): Record<string, string> {
  const entries = Object.entries(query as Record<string, string | string[]>)
  return Object.fromEntries(entries.map(([name, value]) => [name, Array.isArray(value) ? (value[0] ?? '') : value]))
}
