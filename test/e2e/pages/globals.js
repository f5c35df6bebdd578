/* eslint-disable no-var -- runs as it is in television engines: ES5 only */
/**
 * Remembers the functions of the page's world, and says later what was added to it or replaced in it.
 */
;(function () {
  /** Their members are the page's own data. */
  var DATA = ['localStorage', 'sessionStorage', 'window', 'self', 'top', 'parent', 'frames', 'globalThis']

  /** WebKit 538 asks the stores for it, which an origin may be refused. */
  function look(holder, name) {
    try {
      return Object.getOwnPropertyDescriptor(holder, name)
    } catch (error) {
      return null
    }
  }

  function members(holder, path, found) {
    Object.getOwnPropertyNames(holder).forEach(function (name) {
      var member = look(holder, name)
      if (!member) return
      ;['value', 'get', 'set'].forEach(function (part) {
        if (typeof member[part] === 'function') found.push({ path: path + name + ':' + part, value: member[part] })
      })
    })
  }

  function take() {
    var found = []
    members(window, '', found)
    Object.getOwnPropertyNames(window).forEach(function (name) {
      var member = look(window, name)
      var value = member && member.value
      if (!value || DATA.indexOf(name) >= 0 || (typeof value !== 'function' && typeof value !== 'object')) return
      members(value, name + '.', found)
      if (typeof value === 'function' && value.prototype) members(value.prototype, name + '.prototype.', found)
    })
    ;['document', 'navigator', 'indexedDB', 'performance', 'history', 'crypto'].forEach(function (name) {
      members(window[name], name + '.', found)
    })
    return found
  }

  var names = Object.getOwnPropertyNames(window)
  var before = take()
  /** Whose function is another one each time it is asked for: the getters of window and document in QtWebKit. */
  var fleeting = {}
  var known = {}
  before.forEach(function (entry) {
    known[entry.path] = entry.value
  })
  take().forEach(function (entry) {
    if (known[entry.path] !== entry.value) fleeting[entry.path] = true
  })

  window.globals = {
    /** Names added to the page's world since. */
    added: function () {
      return Object.getOwnPropertyNames(window).filter(function (name) {
        return names.indexOf(name) < 0 && name !== 'globals'
      })
    },
    /** Functions replaced, added to, or taken from what was there. */
    patched: function () {
      var now = {}
      var then = {}
      var added = this.added().concat('globals')
      before.forEach(function (entry) {
        then[entry.path] = entry.value
      })
      var patched = []
      take().forEach(function (entry) {
        now[entry.path] = true
        if (!fleeting[entry.path] && added.indexOf(entry.path.split(/[.:]/)[0]) < 0 && then[entry.path] !== entry.value)
          patched.push(entry.path)
      })
      Object.keys(then).forEach(function (path) {
        if (!now[path]) patched.push(path)
      })
      return patched
    },
  }
})()
