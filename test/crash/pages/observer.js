/* eslint-disable no-var -- runs as it is in television engines: ES5 only */
/**
 * Tells the test when a transaction of the library has completed, and what it wrote: to the console, hence over
 * the DevTools socket to a process that outlives this browser. The library runs as it is shipped.
 */
;(function () {
  window.tell = function (kind, detail) {
    console.debug(JSON.stringify([kind, detail]))
  }
  if (!window.indexedDB) return

  function pendingOf(transaction) {
    if (!transaction.pendingReport) transaction.pendingReport = { puts: [], deletes: [] }
    return transaction.pendingReport
  }

  /** Records of the queue and open views; copies of ids are not looked at. */
  function describe(record) {
    if (record.key.indexOf('e:') === 0) return { key: record.key, name: record.name, n: record.properties.n, viewId: record.viewId, at: record.at }
    if (record.key.indexOf('v:') === 0) return { key: record.key, viewId: record.viewId, sessionId: record.sessionId, spent: record.totals.timeSpentSeconds }
    return null
  }

  var put = IDBObjectStore.prototype.put
  IDBObjectStore.prototype.put = function (record) {
    var described = record && record.key && !record.done ? describe(record) : null
    if (described) pendingOf(this.transaction).puts.push(described)
    // A tombstone stands for a record that is done with.
    else if (record && record.done) pendingOf(this.transaction).deletes.push(record.key)
    return put.apply(this, arguments)
  }
  var remove = IDBObjectStore.prototype.delete
  IDBObjectStore.prototype.delete = function (key) {
    pendingOf(this.transaction).deletes.push(key)
    return remove.apply(this, arguments)
  }
  var transaction = IDBDatabase.prototype.transaction
  IDBDatabase.prototype.transaction = function () {
    var made = transaction.apply(this, arguments)
    made.addEventListener('complete', function () {
      var pending = pendingOf(made)
      if (pending.puts[0] || pending.deletes[0]) window.tell('written', pending)
    })
    return made
  }
})()
