/**
 * Runs commands side by side, each when what it needs is done, and reports times.
 *
 * @typedef {object} Task
 * @property {string} name
 * @property {string[]} command Program and arguments; run in the root of the repository.
 * @property {string[]} [needs] Names of tasks that must have passed.
 * @property {boolean} [alone] No other task runs meanwhile, so that it has the processor for itself.
 * @property {boolean} [show] Prints its output while it runs.
 *
 * @typedef {object} Result
 * @property {string} name
 * @property {'passed' | 'failed' | 'skipped'} status
 * @property {number} ms
 * @property {string} output
 */
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('../..', import.meta.url))

const running = new Set()

/** Ends what is still running, children of children included. */
export function stopTasks() {
  for (const child of running) {
    try {
      process.kill(-child.pid, 'SIGKILL')
    } catch (error) {
      // Ended in the meantime.
      if (error.code !== 'ESRCH') throw error
    }
  }
}

for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, () => {
    stopTasks()
    process.exit(1)
  })
}

/**
 * Resolves to one result a task, in the given order; `onDone` is called with each as it ends.
 *
 * @param {Task[]} tasks
 * @param {{ jobs?: number, onDone?: (result: Result) => void }} [options]
 * @returns {Promise<Result[]>}
 */
export async function runTasks(tasks, { jobs = 2, onDone = () => {} } = {}) {
  const results = new Map()
  const active = new Map()
  const waiting = [...tasks]
  const settle = (result) => {
    results.set(result.name, result)
    onDone(result)
  }

  while (waiting.length > 0 || active.size > 0) {
    for (const task of [...waiting]) {
      const needs = (task.needs ?? []).filter((name) => tasks.some((other) => other.name === name))
      if (needs.some((name) => results.has(name) && results.get(name).status !== 'passed')) {
        waiting.splice(waiting.indexOf(task), 1)
        const blocker = needs.find((name) => results.has(name) && results.get(name).status !== 'passed')
        settle({ name: task.name, status: 'skipped', ms: 0, output: `not run: ${blocker} failed` })
        continue
      }
      if (!needs.every((name) => results.has(name))) continue
      const alone = task.alone === true || [...active.values()].some((entry) => entry.task.alone === true)
      if (active.size >= jobs || (alone && active.size > 0)) {
        // A task that wants to be alone would otherwise be overtaken for ever.
        if (task.alone === true) break
        continue
      }
      waiting.splice(waiting.indexOf(task), 1)
      active.set(task.name, { task, done: runCommand(task) })
    }
    if (active.size === 0) continue
    const result = await Promise.race([...active.values()].map((entry) => entry.done))
    active.delete(result.name)
    settle(result)
  }
  return tasks.map((task) => results.get(task.name))
}

function runCommand({ name, command: [program, ...args], show = false }) {
  const startedAt = performance.now()
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      cwd: root,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    running.add(child)
    let output = ''
    const take = (chunk) => {
      output += chunk
      if (show) process.stdout.write(chunk)
    }
    child.stdout.setEncoding('utf8').on('data', take)
    child.stderr.setEncoding('utf8').on('data', take)
    const finish = (status) => {
      running.delete(child)
      resolve({ name, status, ms: performance.now() - startedAt, output: output.trim() })
    }
    child.on('error', (error) => {
      output += error.message
      finish('failed')
    })
    child.on('close', (code) => finish(code === 0 ? 'passed' : 'failed'))
  })
}

/** `1.2 s`, right-aligned in a column. */
export function formatSeconds(ms) {
  return `${(ms / 1000).toFixed(1)} s`.padStart(8)
}
