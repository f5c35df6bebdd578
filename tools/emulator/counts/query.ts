/**
 * Reads the query of `GET /segments`; throws Refusal 422 with every mistake, in the documented shape.
 *
 * The document calls the basis "labels" where it is asked for and "label" where it is answered: both
 * are taken, and the answer says "label". Messages and types are those that FastAPI servers, whose
 * shape the document shows, give for the same mistakes.
 */
import { Refusal } from '../refusal.ts'

export type SegmentType = 'growth' | 'base' | 'discovery'
export type SegmentBasis = 'label' | 'asset'

export interface CountsQuery {
  segmentType: SegmentType
  segmentBasis: SegmentBasis
  minWeight: number
  forceRefresh: boolean
  page: number
  size: number
}

/** One mistake, as documented. */
export interface ValidationMistake {
  loc: (string | number)[]
  msg: string
  type: string
}

/** Any status but 422; the document shows no body for those. */
export function refuseCounts(status: number, message: string): Refusal {
  return new Refusal(status, message, { detail: message })
}

const types: readonly SegmentType[] = ['growth', 'base', 'discovery']
const bases: Readonly<Record<string, SegmentBasis>> = { labels: 'label', label: 'label', asset: 'asset' }
const truths: Readonly<Record<string, boolean>> = Object.fromEntries([
  ...['1', 'true', 't', 'yes', 'y', 'on'].map((word) => [word, true]),
  ...['0', 'false', 'f', 'no', 'n', 'off'].map((word) => [word, false]),
])

export function parseCountsQuery(query: Readonly<Record<string, string>>, programId: string | undefined): CountsQuery {
  const mistakes: ValidationMistake[] = []
  const complain = (loc: string[], msg: string, type: string): void => void mistakes.push({ loc, msg, type })

  function choice<T>(name: string, values: Readonly<Record<string, T>>, fallback: T): T {
    const text = query[name]
    if (text === undefined) return fallback
    if (Object.hasOwn(values, text)) return values[text] as T
    const permitted = Object.keys(values)
      .map((value) => `'${value}'`)
      .join(', ')
    complain(['query', name], `value is not a valid enumeration member; permitted: ${permitted}`, 'type_error.enum')
    return fallback
  }
  function truth(name: string): boolean {
    const text = query[name]
    if (text === undefined) return false
    const value = truths[text.toLowerCase()]
    if (value === undefined) complain(['query', name], 'value could not be parsed to a boolean', 'type_error.bool')
    return value ?? false
  }
  function number(name: string, fallback: number): number {
    const text = query[name]
    if (text === undefined) return fallback
    const value = Number(text)
    if (/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) && Number.isFinite(value)) return value
    complain(['query', name], 'value is not a valid float', 'type_error.float')
    return fallback
  }
  function count(name: string, fallback: number): number {
    const text = query[name]
    if (text === undefined) return fallback
    const value = Number(text)
    if (!/^[+-]?\d+$/.test(text) || !Number.isSafeInteger(value))
      complain(['query', name], 'value is not a valid integer', 'type_error.integer')
    else if (value < 1)
      complain(['query', name], 'ensure this value is greater than or equal to 1', 'value_error.number.not_ge')
    else return value
    return fallback
  }

  const parsed: CountsQuery = {
    segmentType: choice('segment_type', Object.fromEntries(types.map((type) => [type, type])), 'growth'),
    segmentBasis: choice('segment_basis', bases, 'label'),
    minWeight: number('min_weight', 0.5),
    forceRefresh: truth('force_refresh'),
    page: count('page', 1),
    size: count('size', 50),
  }
  if (programId === undefined) complain(['header', 'program-id'], 'field required', 'value_error.missing')
  if (mistakes.length > 0) throw new Refusal(422, mistakes[0]?.msg ?? '', { detail: mistakes })
  return parsed
}
