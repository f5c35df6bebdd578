/**
 * A wrong or missing option: thrown at construction, and only there.
 */
import { formatConfigError } from './sentences.ts'

export interface ConfigError extends Error {
  /** Dotted path of the option, such as `queue.maxEvents`. */
  readonly parameter: string
  /** What was expected, in words; empty in `.min.js`. */
  readonly expected: string
  /** What came, in words. */
  readonly received: string
}

interface ConfigErrorConstructor {
  new (parameter: string, expected: string, received: string): ConfigError
  prototype: ConfigError
}

/** A constructor function, since a class over Error loses its prototype in ES5: `instanceof ConfigError` holds in every engine. */
export const ConfigError: ConfigErrorConstructor = /* @__PURE__ */ (function () {
  function construct(this: Record<string, unknown>, parameter: string, expected: string, received: string): void {
    this.message = formatConfigError(parameter, expected, received)
    this.stack = new Error(this.message as string).stack
    this.parameter = parameter
    this.expected = expected
    this.received = received
  }
  const prototype = Object.create(Error.prototype)
  prototype.constructor = construct
  prototype.name = 'ConfigError'
  construct.prototype = prototype
  return construct as unknown as ConfigErrorConstructor
})()
