/**
 * A page of PhantomJS under the interface of every engine. WebKit 538 has no Promise to wait for: what has a `then`
 * leaves its outcome in a variable of the page, which is asked for until it is there.
 */
import { setTimeout as delay } from 'node:timers/promises'
import type { EnginePage } from './engine-page.ts'
import { isExpression, sourceOf, type PageFunction } from './evaluate.ts'
import { assertLocalUrl } from './flags.ts'
import type { GhostDriver } from './ghost-driver.ts'
import type { PageError } from './page-console.ts'

const POLL_MS = 10

/** Runs in PhantomJS with the page as `this`: the fence, the collector of errors, the init scripts. */
const PREPARE = `
  var page = this
  page.testErrors = []
  page.testScripts = []
  page.onError = function (message) { page.testErrors.push(String(message)) }
  page.onResourceRequested = function (data, request) {
    if (!/^(https?:\\/\\/(127\\.0\\.0\\.1|localhost)(:\\d+)?(\\/|$)|about:|data:|blob:|file:)/.test(data.url)) request.abort()
  }
  page.onInitialized = function () {
    page.testScripts.forEach(function (script) { page.evaluateJavaScript(script) })
  }`

/** Runs a script of the page and brings its value, and the errors that came since. */
const RUN = `
  var text = this.evaluateJavaScript(arguments[0])
  return { text: text, errors: this.testErrors.splice(0) }`

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

const SPECIAL: Readonly<Record<string, number | undefined>> = { undefined, NaN, Infinity, '-Infinity': -Infinity, '-0': -0 }

interface Encoded {
  value?: unknown
  special?: string
  thrown?: { name: string; message: string; stack: string }
  pending?: number
}

export async function openPhantomPage(driver: GhostDriver, filesFolder: string | null): Promise<EnginePage> {
  const session = await driver.openSession()
  await driver.execute(session, PREPARE, [])
  const errors: PageError[] = []

  async function run(script: string): Promise<Encoded> {
    const answer = await driver.execute<{ text: string | null; errors: string[] }>(session, RUN, [script])
    errors.push(...answer.errors.map(toPageError))
    if (typeof answer.text !== 'string') throw new Error('the page has navigated, or does not answer')
    return JSON.parse(answer.text) as Encoded
  }

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

  async function load(command: Promise<void>, what: string, timeoutMs: number): Promise<void> {
    try {
      await command
    } catch (error) {
      const isLate = /load|timeout/i.test((error as Error).message) && !/has gone/.test((error as Error).message)
      throw isLate ? new Error(`${what} did not load in ${timeoutMs} ms`, { cause: error }) : error
    }
    await collectErrors()
  }

  /** What happened while the page loaded. */
  async function collectErrors(): Promise<void> {
    errors.push(...(await driver.execute<string[]>(session, 'return this.testErrors.splice(0)', [])).map(toPageError))
  }

  return {
    errors,
    async goto(url, { timeoutMs = 15_000 } = {}) {
      assertLocalUrl(url, filesFolder)
      await evaluate('void (window.testIsOld = true)')
      await load(driver.open(session, url, timeoutMs), url, timeoutMs)
      // A failed load is told as a finished one: then the former document is still there, or none.
      const stays = await evaluate<boolean>('location.href === "about:blank" || !!window.testIsOld')
      if (stays && url !== 'about:blank' && !url.includes('#')) throw new Error(`${url} did not load`)
    },
    async reload({ timeoutMs = 15_000 } = {}) {
      await load(driver.reload(session, timeoutMs), 'reload', timeoutMs)
    },
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
    async addInitScript(source) {
      // Called as "(" + script + ")()": closed early, so that the source runs in the global scope.
      await driver.execute(session, 'this.testScripts.push(arguments[0])', [`function () {})();\n${source}\n;(function () {}`])
    },
    async close() {
      await driver.closeSession(session)
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

function toPageError(text: string): PageError {
  const [, name = 'Error', message = text] = /^([\w$.]*(?:Error|Exception)): ([\s\S]*)$/.exec(text) ?? []
  return { name, message, stack: '', isRejection: false }
}
