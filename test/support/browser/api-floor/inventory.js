/* eslint-disable no-var -- runs as it is in television engines: ES5 only */
/**
 * What an engine has: the paths of its globals, of what they hold and of what their prototypes hold
 * (`fetch`, `Object.assign`, `Promise.prototype.then`). Functions end in `()`. Runs in pages and in bare engines.
 */
;(function (world) {
  var found = []

  function isHolder(value) {
    return value !== null && (typeof value === 'object' || typeof value === 'function')
  }

  /** Undefined where the engine refuses to say, as WebKit 538 for storage. */
  function describe(holder, name) {
    try {
      return Object.getOwnPropertyDescriptor(holder, name)
    } catch (error) {
      return undefined
    }
  }

  function add(holder, prefix) {
    Object.getOwnPropertyNames(holder).forEach(function (name) {
      var member = describe(holder, name)
      var isFunction = !!member && typeof member.value === 'function'
      found.push(prefix + name + (isFunction ? '()' : ''))
      // Namespaces in namespaces: Intl.Collator.
      if (isFunction && /^[A-Z]/.test(name) && prefix) addConstructor(member.value, prefix + name + '.')
    })
  }

  function addConstructor(holder, prefix) {
    add(holder, prefix)
    var own = describe(holder, 'prototype')
    if (own && isHolder(own.value)) add(own.value, prefix + 'prototype.')
  }

  Object.getOwnPropertyNames(world).forEach(function (name) {
    var member = describe(world, name)
    var value = member && member.value
    found.push(name + (typeof value === 'function' ? '()' : ''))
    if (!isHolder(value) || value === world) return
    // Constructors are objects in old WebKit; of plain objects only the language's namespaces are looked into.
    if (/^[A-Z]/.test(name) || name === 'console') addConstructor(value, name + '.')
  })
  if (typeof world.Int8Array !== 'undefined') {
    var typed = Object.getPrototypeOf(world.Int8Array)
    if (typed !== Function.prototype && typed !== Object.prototype) addConstructor(typed, 'TypedArray.')
  }
  return found.sort()
})(this)
