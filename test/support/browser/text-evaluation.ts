/**
 * Evaluation in engines whose driver neither waits for promises nor passes objects: what has a `then` leaves its outcome
 * in a variable of the page, which is asked for until it is there. All in ES5.
 */
import { setTimeout as delay } from 'node:timers/promises'
import type { EnginePage } from './engine-page.ts'
import { isExpression, sourceOf, type PageFunction } from './evaluate.ts'
import type { PageError } from './page-console.ts'

const POLL_MS = 10

/**
 * In the page, in ES5. Answers in JSON text, for the driver's own encoding turns NaN and undefined into null.
 */
const IN_PAGE = `
  function encode(value) {
    if (value === undefined) return JSON.stringify({ special: 'undefined' })
    if (typeof value === 'number' && (!isFinite(value) || (value === 0 && 1 / value < 0))) return JSON.stringify({ special: 1 / value < 0 && value === 0 ? '-0' : String(value) })
    return JSON.stringify({ value: value })
  }
  function encodeError(error) {
    var isError = error && typeof error.message === 'string'
    return JSON.stringify({ thrown: { name: isError ? String(error.name) : 'Error', message: isError ? error.message : String(error), stack: isError ? String(error.stack) : '' } })
  }`

const SPECIAL: Readonly<Record<string, number | undefined>> = {
  undefined,
  NaN,
  Infinity,
  '-Infinity': -Infinity,
  '-0': -0,
}

/** What such a function of the page returns, decoded. */
export interface Encoded {
  value?: unknown
  special?: string
  thrown?: { name: string; message: string; stack: string }
  pending?: number
}

/** `run` takes the source of a function without arguments to the page and brings its JSON text. */
export function createTextEvaluation(
  run: (script: string) => Promise<Encoded>,
): Pick<EnginePage, 'evaluate' | 'waitFor'> {
  async function evaluate<T>(code: PageFunction<T>, ...args: unknown[]): Promise<T> {
    let answer = await run(scriptFor(sourceOf(code, args)))
    while (answer.pending !== undefined) {
      await delay(POLL_MS)
      answer = await run(lookUp(answer.pending))
    }
    if (answer.thrown) {
      const { name, message, stack } = answer.thrown
      throw Object.assign(new Error(message), { name, stack: `${name}: ${message}\n${stack}\n    (in the page)` })
    }
    return (answer.special === undefined ? answer.value : SPECIAL[answer.special]) as T
  }

  return {
    evaluate,
    async waitFor<T>(condition: PageFunction<T>, { timeoutMs = 10_000 } = {}) {
      const source = typeof condition === 'string' ? condition : `(${String(condition)})()`
      const endMs = performance.now() + timeoutMs
      let last = 'none'
      do {
        try {
          const value = await evaluate<T>(source)
          if (value) return value
          last = JSON.stringify(value) ?? 'undefined'
        } catch (error) {
          if (/has gone/.test((error as Error).message)) throw error
          last = `threw ${String(error)}`
        }
        await delay(POLL_MS)
      } while (performance.now() < endMs)
      throw new Error(`waited ${timeoutMs} ms for ${source}; last value: ${last}`)
    },
  }
}

function scriptFor(source: string): string {
  const value = isExpression(source) ? `(${source}\n)` : `(0, eval)(${JSON.stringify(source)})`
  return `function () {${IN_PAGE}
    try {
      var result = ${value}
      if (!result || typeof result.then !== 'function') return encode(result)
      var answers = window.testAnswers || (window.testAnswers = [])
      var place = answers.push(null) - 1
      result.then(function (it) { answers[place] = encode(it) }, function (error) { answers[place] = encodeError(error) })
      return answers[place] || JSON.stringify({ pending: place })
    } catch (error) { return encodeError(error) }
  }`
}

function lookUp(place: number): string {
  return `function () { return window.testAnswers ? window.testAnswers[${place}] || JSON.stringify({ pending: ${place} }) : null }`
}

/** From `Name: message`. */
export function toPageError(text: string): PageError {
  const [, name = 'Error', message = text] = /^([\w$.]*(?:Error|Exception)): ([\s\S]*)$/.exec(text) ?? []
  return { name, message, stack: '', isRejection: false }
}
