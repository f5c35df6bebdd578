/** A page of PhantomJS under the interface of every engine. */
import type { EnginePage } from './engine-page.ts'
import { assertLocalUrl } from './flags.ts'
import type { GhostDriver } from './ghost-driver.ts'
import type { PageError } from './page-console.ts'
import { createTextEvaluation, toPageError, type Encoded } from './text-evaluation.ts'

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

  const { evaluate, waitFor } = createTextEvaluation(run)

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
    waitFor,
    async addInitScript(source) {
      // Called as "(" + script + ")()": closed early, so that the source runs in the global scope.
      await driver.execute(session, 'this.testScripts.push(arguments[0])', [
        `function () {})();\n${source}\n;(function () {}`,
      ])
    },
    async close() {
      await driver.closeSession(session)
    },
  }
}
