/**
 * Runs code in a page and brings back its value or its error.
 */
import { Script } from 'node:vm'
import type { Cdp } from './cdp.ts'

export type PageFunction<T> = string | ((...args: never[]) => T | Promise<T>)

export interface WaitOptions {
  /** Default 10,000. */
  timeoutMs?: number
}

interface RemoteValue {
  type: string
  subtype?: string
  className?: string
  value?: unknown
  unserializableValue?: string
  description?: string
  objectId?: string
}

interface EvaluateAnswer {
  result: RemoteValue
  exceptionDetails?: ExceptionDetails
}

export interface ExceptionDetails {
  text: string
  exception?: RemoteValue
  url?: string
  lineNumber?: number
  columnNumber?: number
}

/** A page's exception as ours: same name and message; the page's stack is kept. Thrown non-errors become the message. */
export function toError(details: ExceptionDetails): Error {
  const { exception } = details
  if (!exception) return new Error(details.text)
  if (exception.subtype !== 'error') {
    const { value, unserializableValue, description } = exception
    return new Error(
      typeof value === 'string' ? value : (unserializableValue ?? description ?? JSON.stringify(value) ?? 'undefined'),
    )
  }
  // V8 gives "Name: message\n    at …", the message possibly of several lines.
  const description = exception.description ?? details.text
  const head = description.split(/\n\s+at /)[0]!
  const name = /^([\w$.]*(?:Error|Exception))(?:: |$)/.exec(head)?.[1]
  const error = new Error(name ? head.slice(name.length).replace(/^: /, '') : head)
  error.name = name ?? exception.className ?? 'Error'
  error.stack = `${description}\n    (in the page)`
  return error
}

const SPECIAL_NUMBERS: Readonly<Record<string, number>> = { NaN, Infinity, '-Infinity': -Infinity, '-0': -0 }

/**
 * Turns a rejection into a value. Up to 79 the protocol's own `then` on an awaited promise leaves a
 * second promise behind, whose rejection would show up among the page's unhandled ones.
 */
const BOX_REJECTION = `function (result) {
  if (!result || typeof result.then !== 'function') return result
  return Promise.resolve(result).then(undefined, function (reason) {
    var isError = reason instanceof Error || (reason && typeof reason.message === 'string')
    return { pageRejection: isError
      ? { name: reason.name, message: reason.message, stack: String(reason.stack) }
      : { name: 'Error', message: String(reason), stack: '' } }
  })
}`

interface Rejection {
  pageRejection?: { name: string; message: string; stack: string }
}

/** Statements have a completion value too, but cannot be wrapped. */
export function isExpression(code: string): boolean {
  try {
    new Script(`(${code}\n)`)
    return true
  } catch {
    return false // Statements, or a mistake that the page will name.
  }
}

export function sourceOf(code: PageFunction<unknown>, args: unknown[]): string {
  if (typeof code !== 'string')
    return `(${String(code)})(${args.map((arg) => JSON.stringify(arg) ?? 'undefined').join(', ')})`
  return code
}

export async function evaluateIn<T>(cdp: Cdp, code: PageFunction<T>, args: unknown[]): Promise<T> {
  const source = sourceOf(code, args)
  const expression = isExpression(source) ? `(${BOX_REJECTION})(${source}\n)` : source
  // Not by value at once: Chromium 64 would return a thrown Error as {}, without its message.
  const { result, exceptionDetails } = await cdp.send<EvaluateAnswer>('Runtime.evaluate', {
    expression,
    awaitPromise: true,
    userGesture: true,
  })
  if (exceptionDetails) throw toError(exceptionDetails)
  const value = result.objectId === undefined ? result : await copyOf(cdp, result.objectId)
  if (value.unserializableValue !== undefined) return SPECIAL_NUMBERS[value.unserializableValue] as T
  const rejection = (value.value as Rejection | null | undefined)?.pageRejection
  if (rejection)
    throw Object.assign(new Error(rejection.message), {
      name: rejection.name,
      stack: `${rejection.stack}\n    (in the page)`,
    })
  return value.value as T
}

async function copyOf(cdp: Cdp, objectId: string): Promise<RemoteValue> {
  try {
    const copy = { objectId, functionDeclaration: 'function () { return this }', returnByValue: true }
    return (await cdp.send<EvaluateAnswer>('Runtime.callFunctionOn', copy)).result
  } finally {
    await cdp.send('Runtime.releaseObject', { objectId })
  }
}

/** The page says so when a navigation took its document away in the middle of an evaluation. */
const NAVIGATED = /context|collected|navigated|Cannot find/i

/** How long after its time a page may take to say so; beyond that it is stuck. */
const BUSY_PAGE_MS = 2_000

async function withLimit<T>(answer: Promise<T>, limitMs: number): Promise<T | { last: string }> {
  let timer: NodeJS.Timeout | undefined
  const stuck = new Promise<{ last: string }>(
    (resolve) => (timer = setTimeout(resolve, limitMs, { last: 'none, the page does not answer' })),
  )
  try {
    return await Promise.race([answer, stuck])
  } finally {
    clearTimeout(timer)
  }
}

/** Polls inside the page, so that a wait costs one command and sees states that last a frame. */
export async function waitForIn<T>(
  cdp: Cdp,
  condition: PageFunction<T>,
  { timeoutMs = 10_000 }: WaitOptions = {},
): Promise<T> {
  const source = typeof condition === 'string' ? `function () { return (${condition}) }` : String(condition)
  const endMs = performance.now() + timeoutMs
  for (;;) {
    const leftMs = Math.max(0, endMs - performance.now())
    let answer: { value?: T; last?: string }
    try {
      answer = await withLimit(evaluateIn(cdp, `(${POLL})(${source}, ${leftMs})`, []), leftMs + BUSY_PAGE_MS)
    } catch (error) {
      if (leftMs > 0 && error instanceof Error && NAVIGATED.test(error.message)) continue
      throw error
    }
    if (answer.last === undefined) return answer.value as T
    throw new Error(
      `waited ${timeoutMs} ms for ${typeof condition === 'string' ? condition : source}; last value: ${answer.last}`,
    )
  }
}

/** Runs in the page, in the syntax of the oldest engine. A condition that throws is one that is not yet true. */
const POLL = `function (condition, limitMs) {
  return new Promise(function (resolve) {
    var startMs = performance.now()
    function show(value) {
      if (value instanceof Error) return String(value)
      try { var text = JSON.stringify(value); return text === undefined ? String(value) : text } catch (e) { return String(value) }
    }
    function next(last) {
      if (performance.now() - startMs >= limitMs) resolve({ last: last })
      else setTimeout(check, 15)
    }
    function check() {
      try {
        Promise.resolve(condition()).then(
          function (value) { if (value) resolve({ value: value }); else next(show(value)) },
          function (error) { next('threw ' + show(error)) })
      } catch (error) { next('threw ' + show(error)) }
    }
    check()
  })
}`
