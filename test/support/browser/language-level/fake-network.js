/* eslint-disable no-var -- runs as it is in television engines: ES5 only */
/**
 * XMLHttpRequest for engines that have only the language: requests go over the bridge to a real server, and its answers come back.
 * `guard` wraps what calls into the page.
 */
function createFakeNetwork(bridge, guard) {
  var requests = {}
  var lastRequest = 0

  function XMLHttpRequest() {
    var xhr = this
    var request = { id: ++lastRequest, headers: {} }
    var answer = null
    xhr.status = 0
    xhr.responseText = ''
    xhr.open = function (method, url) {
      request.method = method
      request.url = url
    }
    xhr.setRequestHeader = function (name, value) {
      request.headers[name] = value
    }
    xhr.getAllResponseHeaders = function () {
      return answer
        ? Object.keys(answer.headers)
            .map(function (name) {
              return name + ': ' + answer.headers[name] + '\r\n'
            })
            .join('')
        : ''
    }
    xhr.getResponseHeader = function (name) {
      return answer ? answer.headers[name.toLowerCase()] || null : null
    }
    xhr.abort = function () {
      delete requests[request.id]
    }
    xhr.send = function (body) {
      request.body = body
      requests[request.id] = guard(function () {
        xhr.status = answer.status
        xhr.responseText = answer.body
        var handler = answer.status ? xhr.onload : xhr.onerror
        if (handler) handler.call(xhr)
      })
      requests[request.id].take = function (given) {
        answer = given
      }
      bridge.send(JSON.stringify(request))
    }
  }

  return {
    XMLHttpRequest: XMLHttpRequest,
    answer: function (given) {
      var waiting = requests[given.id]
      delete requests[given.id]
      if (!waiting) return
      waiting.take(given)
      waiting()
    },
  }
}
