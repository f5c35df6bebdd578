/**
 * The emulator under load on loopback, with as many stored users as are asked for: throughput, latency, memory,
 * and what a kill in mid-load leaves. The load comes from autocannon, the emulator is the built command, and its
 * data directory is on disk. The users are stored beforehand, with a play and a completion event each.
 *
 *     npm run bench:emulator [-- --users 100000 --connections 16 --seconds 10]
 */
import { execFileSync, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { connect } from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import autocannon from 'autocannon'
import { openDatabase } from '../tools/dist/emulator/store/database.js'
import { createStore } from '../tools/dist/emulator/store/store.js'

const { values } = parseArgs({
  options: {
    users: { type: 'string', default: '100000' },
    connections: { type: 'string', default: '16' },
    seconds: { type: 'string', default: '10' },
  },
})
const users = Number(values.users)
const connections = Number(values.connections)
const duration = Number(values.seconds)

const command = fileURLToPath(new URL('../tools/bin/ctv-tracker.js', import.meta.url))
const publicKey = '00000000-0000-4000-8000-000000000001'
const secretKey = 'secret-00000000-0000-4000-8000-000000000002'
const categories = ['sports', 'news', 'cooking', 'nature', 'film', 'music', 'quiz', 'travel']
const data = mkdtempSync(path.join(os.tmpdir(), 'ctv-tracker-bench-'))
const running = new Set()

try {
  await main()
} finally {
  for (const child of running) child.kill('SIGKILL')
  rmSync(data, { recursive: true, force: true })
}

async function main() {
  console.log(
    `${os.cpus().length} × ${os.cpus()[0]?.model.trim()}, Node ${process.version}, load average ${os.loadavg()[0].toFixed(1)} at the start`,
  )
  console.log(`${users} users, ${connections} connections\n`)
  const ids = Array.from({ length: users }, () => randomUUID())
  fill(ids)
  const before = performance.now()
  const emulator = await start()
  console.log(`${'started'.padEnd(34)}${(performance.now() - before).toFixed(0)} ms`)
  report('before any request', emulator)

  await measure('new users, two events each', emulator, { duration }, (n) => viewing(randomUUID(), n))
  await measure('known users, one event each', emulator, { duration }, () => starting(pick(ids)))
  await measure('known users, ten events each', emulator, { duration }, () => many(pick(ids)))
  await measure('known users, cohorts only', emulator, { duration }, () => segmentation(pick(ids), []))
  await measure('contextual', emulator, { duration }, () =>
    post(`/ctx/v1/segment?k=${publicKey}`, { url: 'app://clip/1', page_properties: { categories: ['sports'] } }),
  )
  await measure('overrides', emulator, { duration }, () => override(pick(ids)))
  report('after this', emulator)

  for (const query of ['force_refresh=true', 'force_refresh=true&segment_type=base', '']) {
    const asked = performance.now()
    const cpuBefore = readCpuMs(emulator.child.pid)
    const response = await fetch(`${emulator.url}/segments?${query}`, {
      headers: { authorization: `Bearer ${secretKey}`, 'program-id': 'bench' },
    })
    const { items } = await response.json()
    console.log(
      `${`counts ${query}`.padEnd(46)}${(performance.now() - asked).toFixed(0)} ms, ${items.length} segments${cpuBefore === null ? '' : `, ${readCpuMs(emulator.child.pid) - cpuBefore} ms of CPU`}`,
    )
  }
  report('after the counts', emulator)
  await flood(emulator, ids)
  report('after the flood', emulator)
  await killUnderLoad(emulator, ids)
}

async function start() {
  const child = spawn(process.execPath, [command, 'emulator', '--port', '0', '--quiet', '--data', data], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  running.add(child)
  child.once('exit', () => running.delete(child))
  const url = await new Promise((resolve, reject) => {
    child.stdout.on('data', (chunk) => /http:\S+/.test(chunk) && resolve(/http:\S+/.exec(chunk)[0]))
    child.once('exit', () => reject(new Error('the emulator ended')))
  })
  return { child, url }
}

async function stop({ child }, signal = 'SIGTERM') {
  await new Promise((resolve) => {
    child.once('exit', resolve)
    child.kill(signal)
  })
}

/** Stores the users as two requests each would, through the emulator's own store, in one transaction. */
function fill(ids) {
  const store = createStore(openDatabase(data), Date.now)
  store.transact(() => {
    ids.forEach((id, n) => {
      store.ensureUser(id)
      for (const { name, time, view_id, session_id, properties } of viewingEvents(n)) {
        store.addEvent(
          id,
          { name, time, timeMs: Date.parse(time), viewId: view_id, sessionId: session_id, properties },
          [],
        )
      }
    })
  })
  store.close()
}

async function measure(name, { url, child }, amount, makeRequest) {
  let count = 0
  const before = readCpuMs(child.pid)
  const result = await autocannon({
    url,
    connections,
    timeout: 60,
    ...amount,
    requests: [{ setupRequest: (request) => ({ ...request, ...makeRequest(count++) }) }],
  })
  const { latency, requests, non2xx, errors } = result
  const rate = (result['2xx'] / result.duration).toFixed(0)
  const cpu = before === null ? '' : `, ${((readCpuMs(child.pid) - before) / result['2xx']).toFixed(2)} ms of CPU each`
  console.log(
    `${name.padEnd(34)}${rate.padStart(6)} requests/s, ms: median ${latency.p50}, 97.5 % ${latency.p97_5}, 99 % ${latency.p99}, most ${latency.max}${cpu}`,
  )
  if (non2xx > 0 || errors > 0) throw new Error(`${name}: ${non2xx} refused, ${errors} failed of ${requests.total}`)
  return result
}

/** A thousand bodies that never end and as many large ones without a key: what a request of an app then takes. */
async function flood({ url }, ids) {
  const { hostname, port } = new URL(url)
  const halves = await Promise.all(
    Array.from({ length: 1000 }, async () => {
      const socket = connect(Number(port), hostname)
      // The emulator gives it up after its time, which is what is wanted.
      socket.on('error', () => undefined)
      await once(socket, 'connect')
      socket.write(
        `POST /ccs/v1/segmentation?k=${publicKey} HTTP/1.1\r\nHost: ${hostname}:${port}\r\nContent-Length: 990000\r\n\r\n{`,
      )
      return socket
    }),
  )
  const large = JSON.stringify({ events: 'x'.repeat(989_000) })
  const keyless = Array.from({ length: 1000 }, () =>
    fetch(`${url}/ccs/v1/segmentation`, { method: 'POST', body: large }).then(
      (answer) => answer.status,
      // Refused before it was sent whole.
      () => 0,
    ),
  )
  const durations = []
  for (let i = 0; i < 50; i += 1) {
    const asked = performance.now()
    const { method, path: target, headers, body } = segmentation(pick(ids), [])
    await (await fetch(url + target, { method, headers, body })).json()
    durations.push(performance.now() - asked)
  }
  const statuses = await Promise.all(keyless)
  durations.sort((a, b) => a - b)
  const refused = statuses.filter((status) => status === 401).length
  console.log(
    `${'1,000 half bodies, 1,000 keyless'.padEnd(34)}${refused} refused with 401, ${1000 - refused} cut; meanwhile 50 requests, ms: median ${durations[25].toFixed(0)}, most ${durations[49].toFixed(0)}`,
  )
  for (const socket of halves) socket.destroy()
}

/** Every acknowledged event must be there after a kill in mid-load. */
async function killUnderLoad(emulator, ids) {
  const acknowledged = []
  const viewers = ids.slice(0, 100)
  let count = 0
  const load = autocannon({
    url: emulator.url,
    connections,
    duration: 300,
    requests: [
      {
        setupRequest(request, context) {
          context.id = `kill-${count++}`
          return { ...request, ...segmentation(pick(viewers), [event('Pageview', { request: context.id })]) }
        },
        onResponse(status, _body, context) {
          if (status === 200) acknowledged.push(context.id)
        },
      },
    ],
  })
  while (acknowledged.length < 1000) await new Promise((resolve) => setTimeout(resolve, 5))
  await stop(emulator, 'SIGKILL')
  load.stop()
  await load
  const again = await start()
  const stored = new Set()
  for (const viewer of viewers) {
    const events = await (await fetch(`${again.url}/_emulator/events?user_id=${viewer}`)).json()
    for (const { properties } of events) stored.add(properties.request)
  }
  const lost = acknowledged.filter((id) => !stored.has(id))
  console.log(`${'kill -9 under load'.padEnd(34)}${acknowledged.length} acknowledged, ${lost.length} lost`)
  await stop(again)
  if (lost.length > 0) process.exitCode = 1
}

function report(name, { child }) {
  const memory = readMemory(child.pid)
  const onDisk = readdirSync(data).reduce((sum, file) => sum + statSync(path.join(data, file)).size, 0)
  console.log(`${name.padEnd(34)}${memory} MB resident, ${(onDisk / 1e6).toFixed(0)} MB on disk\n`)
}

function readMemory(pid) {
  return Math.round(Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' })) / 1000)
}

/** CPU time of a process, which other work on the machine hardly changes; null where the system does not tell. */
function readCpuMs(pid) {
  const file = `/proc/${pid}/stat`
  if (!existsSync(file)) return null
  const fields = readFileSync(file, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ')
  // User and system time in ticks of 10 ms.
  return (Number(fields[11]) + Number(fields[12])) * 10
}

function pick(list) {
  return list[Math.floor(Math.random() * list.length)]
}

function event(name, properties) {
  return { name, time: new Date().toISOString(), view_id: randomUUID(), session_id: randomUUID(), properties }
}

function clip(n) {
  return { video_id: `clip-${n % 50}`, title: `Clip ${n % 50}`, categories: [categories[n % categories.length]] }
}

function viewing(user, n) {
  return segmentation(user, viewingEvents(n))
}

function viewingEvents(n) {
  const play = event('Videoview', clip(n))
  return [
    play,
    { ...play, name: 'VideoCompletion', properties: { ...clip(n), time_spent_seconds: 60, percentage_watched: 1 } },
  ]
}

function starting(user) {
  return segmentation(user, [event('Videoview', clip(Math.floor(Math.random() * 400)))])
}

function many(user) {
  return segmentation(
    user,
    Array.from({ length: 10 }, (_, i) => event('Videoview', clip(i))),
  )
}

function segmentation(user, events) {
  return post(`/ccs/v1/segmentation?k=${publicKey}&activations=true`, { user_id: user, events })
}

function override(user) {
  return post('/networks/1/segments', { user, segment_id: 12345, user_status: pick(['add', 'block', 'reset']) })
}

function post(to, body) {
  return {
    method: 'POST',
    path: to,
    headers: { 'content-type': 'application/json', authorization: `Bearer ${secretKey}` },
    body: JSON.stringify(body),
  }
}
