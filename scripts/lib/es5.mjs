/**
 * Is it ES5? Syntax by parsing, library by running in a context that has nothing newer.
 */
import vm from 'node:vm'
import { parse } from 'acorn'

/** One line for the first thing newer than ES5 in a classic script, or null. */
export const findNewSyntax = (code) => findNewer(code, 'script')

/** The same for an ES module: what imports and exports by name is allowed, nothing else newer than ES5. */
export const findNewSyntaxInModule = (code) => findNewer(code, 'module')

function findNewer(code, sourceType) {
  // No typeof of ES5 is that, and the optimising compiler of V8 6.4 crashes at the comparison.
  const bigint = /(["'])bigint\1/.exec(code)
  try {
    parse(code, { ecmaVersion: 5, sourceType })
    return bigint && `'bigint' at ${bigint.index}`
  } catch (error) {
    return error.message
  }
}

/** Run-time helpers that TypeScript wrote into the code: bytes that rewriting the source would save. */
export function findHelpers(code) {
  return [
    ...new Set(
      code.match(
        /\b__(?:assign|spreadArray|rest|awaiter|generator|values|read|extends|decorate|makeTemplateObject)\b/g,
      ) ?? [],
    ),
  ]
}

const OBJECT = 'constructor toString toLocaleString valueOf hasOwnProperty isPrototypeOf propertyIsEnumerable'
const ERROR = 'constructor name message toString'

/** ECMAScript 5.1, section 15: name to own properties and to those of its prototype. */
const ES5 = {
  Object: [
    'getPrototypeOf getOwnPropertyDescriptor getOwnPropertyNames create defineProperty defineProperties seal freeze preventExtensions isSealed isFrozen isExtensible keys',
    // `__proto__` is no part of ES5, but every engine has it.
    `${OBJECT} __proto__`,
  ],
  Function: ['', 'constructor toString apply call bind length name'],
  Array: [
    'isArray',
    'constructor toString toLocaleString concat join pop push reverse shift slice sort splice unshift indexOf lastIndexOf every some forEach map filter reduce reduceRight length',
  ],
  String: [
    'fromCharCode',
    'constructor toString valueOf charAt charCodeAt concat indexOf lastIndexOf localeCompare match replace search slice split substring toLowerCase toLocaleLowerCase toUpperCase toLocaleUpperCase trim substr length',
  ],
  Boolean: ['', 'constructor toString valueOf'],
  Number: [
    'MAX_VALUE MIN_VALUE NaN NEGATIVE_INFINITY POSITIVE_INFINITY',
    'constructor toString toLocaleString valueOf toFixed toExponential toPrecision',
  ],
  Date: [
    'parse UTC now',
    `constructor toString toDateString toTimeString toLocaleString toLocaleDateString toLocaleTimeString valueOf getTime toUTCString toGMTString toISOString toJSON getTimezoneOffset getYear setYear setTime ${[
      'FullYear',
      'Month',
      'Date',
      'Hours',
      'Minutes',
      'Seconds',
      'Milliseconds',
    ]
      .map((part) => `get${part} getUTC${part} set${part} setUTC${part}`)
      .join(' ')} getDay getUTCDay`,
  ],
  // The newer flags stay: the engine reads them itself when a string is split or replaced.
  RegExp: [
    '',
    'constructor exec test toString source global ignoreCase multiline lastIndex compile flags sticky unicode dotAll hasIndices unicodeSets',
  ],
  // Not ES5, but without it errors have no stack to report.
  Error: ['stackTraceLimit', ERROR],
  EvalError: ['', ERROR],
  RangeError: ['', ERROR],
  ReferenceError: ['', ERROR],
  SyntaxError: ['', ERROR],
  TypeError: ['', ERROR],
  URIError: ['', ERROR],
  Math: [
    'E LN10 LN2 LOG2E LOG10E PI SQRT1_2 SQRT2 abs acos asin atan atan2 ceil cos exp floor log max min pow random round sin sqrt tan',
  ],
  JSON: ['parse stringify'],
}

const GLOBALS = new Set([
  ...Object.keys(ES5),
  ...'NaN Infinity undefined eval parseInt parseFloat isNaN isFinite decodeURI decodeURIComponent encodeURI encodeURIComponent escape unescape'.split(
    ' ',
  ),
  // Typed arrays are older than ES6: WebKit 538 has them, and uuid makes one as it loads.
  ...'ArrayBuffer Uint8Array'.split(' '),
])

/** Runs inside the context: takes away whatever is not in the lists. */
const STRIP = `(function (lists, globals) {
  var keysOf = Reflect.ownKeys, has = Object.prototype.hasOwnProperty, all = this
  function strip(object, allowed) {
    keysOf(object).forEach(function (key) {
      // Symbols stay: without Symbol no ES5 code reaches them, and built-in functions rely on theirs.
      if (typeof key === 'symbol' || allowed.indexOf(key) >= 0) return
      // Fixed constants stay (Number.EPSILON and its like): the compiler knows that ES5 has none.
      if (!delete object[key] && typeof object[key] === 'function') throw new Error('cannot remove ' + key)
    })
  }
  Object.keys(lists).forEach(function (name) {
    var value = all[name]
    if (typeof value === 'function') {
      strip(value, lists[name][0].split(' ').concat('length', 'name', 'prototype', 'arguments', 'caller'))
      strip(value.prototype, lists[name][1].split(' '))
    } else strip(value, lists[name][0].split(' '))
  })
  keysOf(all).forEach(function (key) {
    if (typeof key === 'symbol' || globals.indexOf(key) < 0) delete all[key]
  })
})`

/**
 * A `vm` context with the ES5 library and nothing newer, and `window` as little of a browser as a page needs.
 * `window.timers` holds what was given to `setTimeout`; nothing runs by itself.
 */
export function createEs5Context() {
  const context = vm.createContext({})
  vm.runInContext(STRIP, context).call(vm.runInContext('this', context), ES5, [...GLOBALS])
  vm.runInContext(
    `var window = this, self = this
    window.timers = []
    window.setTimeout = function (run) { return window.timers.push(run) }
    window.clearTimeout = function (id) { if (id) window.timers[id - 1] = null }
    window.setInterval = window.setTimeout
    window.clearInterval = window.clearTimeout
    window.addEventListener = window.removeEventListener = function () {}
    window.navigator = { userAgent: 'ES5', onLine: true }
    window.location = { href: 'http://localhost/', protocol: 'http:', hostname: 'localhost', search: '' }
    window.document = { cookie: '', hidden: false, visibilityState: 'visible', addEventListener: function () {}, removeEventListener: function () {} }
    window.XMLHttpRequest = function () {
      this.open = this.send = this.abort = this.setRequestHeader = this.addEventListener = function () {}
      this.getResponseHeader = function () { return null }
      this.readyState = 0
      this.status = 0
    }`,
    context,
  )
  return context
}

/** Runs a script in such a context and gives back the value of its last statement. */
export function runInEs5(context, code, filename = 'script.js') {
  return vm.runInContext(code, context, { filename, timeout: 5000 })
}
