/* eslint-disable no-var -- runs as it is in television engines: ES5 only */
/**
 * Tells the test when a transaction of the library has completed, and what it wrote: to the console, hence over
 * the DevTools socket to a process that outlives this browser. The library runs as it is shipped.
 */
;(function () {
  window.tell = function (kind, detail) {
    console.debug(JSON.stringify([kind, detail]))
  }
  window.plan = JSON.parse(decodeURIComponent(location.search.slice(1)))
  if (window.plan.isLocal) {
    // As on a device where it does not exist.
    Object.defineProperty(window, 'indexedDB', { value: undefined })
    return
  }

  function pendingOf(transaction) {
    if (!transaction.pendingReport) transaction.pendingReport = { puts: [], claims: [], deletes: [] }
    return transaction.pendingReport
  }

  /** Records of the queue and open views; copies of ids are not looked at. */
  function describe(record) {
    if (record.key.indexOf('e:') === 0)
      return { key: record.key, name: record.name, n: record.properties.n, viewId: record.viewId, at: record.at }
    if (record.key.indexOf('v:') === 0)
      return {
        key: record.key,
        viewId: record.viewId,
        sessionId: record.sessionId,
        spent: record.totals.timeSpentSeconds,
      }
    return null
  }

  var put = IDBObjectStore.prototype.put
  IDBObjectStore.prototype.put = function (record) {
    var described = record && record.key && !record.done ? describe(record) : null
    var pending = pendingOf(this.transaction)
    if (described) (pending.isClaim ? pending.claims : pending.puts).push(described)
    // A deletion marker stands for a record that is done with.
    else if (record && record.done) pending.deletes.push(record.key)
    return put.apply(this, arguments)
  }
  var remove = IDBObjectStore.prototype.delete
  IDBObjectStore.prototype.delete = function (key) {
    pendingOf(this.transaction).deletes.push(key)
    return remove.apply(this, arguments)
  }
  // Only a start that takes over what earlier ones left goes through all records.
  var openCursor = IDBObjectStore.prototype.openCursor
  IDBObjectStore.prototype.openCursor = function () {
    pendingOf(this.transaction).isClaim = true
    return openCursor.apply(this, arguments)
  }
  var transaction = IDBDatabase.prototype.transaction
  IDBDatabase.prototype.transaction = function () {
    var made = transaction.apply(this, arguments)
    made.addEventListener('complete', function () {
      var pending = pendingOf(made)
      if (pending.puts[0] || pending.claims[0] || pending.deletes[0]) window.tell('written', pending)
    })
    return made
  }
})()
