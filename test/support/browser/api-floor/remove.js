/* eslint-disable no-var -- runs as it is in television engines: ES5 only */
/**
 * Takes from a page what its platform would not have: the paths in `window.floor.lacks`. What cannot be deleted
 * becomes undefined; what can be neither is listed in `window.floor.kept`.
 */
;(function () {
  var floor = window.floor
  var describe = Object.getOwnPropertyDescriptor
  var define = Object.defineProperty
  var parentOf = Object.getPrototypeOf
  var typedArray = parentOf(window.Int8Array)

  function isHolder(value) {
    return value !== null && (typeof value === 'object' || typeof value === 'function')
  }

  /** Null where there is nothing of that name; getters are not run. */
  function find(names) {
    var holder = names[0] === 'TypedArray' ? typedArray : window
    for (var i = holder === typedArray ? 1 : 0; i < names.length; i++) {
      var member = describe(holder, names[i])
      if (!member || !isHolder(member.value)) return null
      holder = member.value
    }
    return holder
  }

  function take(holder, name) {
    try {
      if (delete holder[name]) return true
    } catch (error) {
      // Strict, or a spoiled page: undefined will do.
    }
    var member = describe(holder, name)
    if (!member.configurable && !member.writable) return false
    if (member.configurable) define(holder, name, { value: undefined, writable: true, configurable: true })
    else holder[name] = undefined
    return true
  }

  floor.removed = 0
  floor.kept = []
  // Members first: below a name that is gone there is nothing to find.
  floor.lacks
    .map(function (path) {
      return path.split('.')
    })
    .sort(function (a, b) {
      return b.length - a.length
    })
    .forEach(function (path) {
      var name = path[path.length - 1]
      var holder = path.length > 1 ? find(path.slice(0, -1)) : window
      // The page's own names also lie on its prototypes.
      while (isHolder(holder)) {
        if (describe(holder, name)) {
          if (take(holder, name)) floor.removed++
          else floor.kept.push(path.join('.'))
        }
        holder = path.length > 1 ? null : parentOf(holder)
      }
    })
})()
