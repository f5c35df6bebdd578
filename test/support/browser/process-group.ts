/**
 * A browser's processes as one thing that can be ended for certain.
 *
 * A watchdog shell holds a pipe to this process: whatever ends this process, SIGKILL included,
 * closes the pipe, and the shell kills the browser's process group and removes its profile.
 */
import { spawn, type ChildProcess } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import type { Socket } from 'node:net'

const WATCHDOG = `
group=$1; folder=$2
while read -r word; do if [ "$word" = gone ]; then group=; fi; done
if [ -n "$group" ]; then kill -s KILL -- "-$group"; fi
if [ -n "$folder" ]; then for pause in 0 0.1 0.2 0.5 1; do sleep $pause; rm -rf "$folder" && break; done; fi
` // The pauses: a dying process may still write into the profile while it is removed.

export interface ProcessGroup {
  readonly pid: number
  readonly child: ChildProcess
  /** Resolves when the leader has exited. */
  readonly exited: Promise<void>
  /** SIGKILL to every process of the group; resolves when none is left. */
  kill(): Promise<void>
  /** Kills what is left, and removes `ownedFolder`. May be called twice. */
  dispose(): Promise<void>
}

/** `talk`: standard input and output, for who is driven over them. */
export function startGroup(
  command: string,
  args: string[],
  env: NodeJS.ProcessEnv,
  ownedFolder: string | null,
  talk: 'ignore' | 'pipe' = 'ignore',
): ProcessGroup {
  const child = spawn(command, args, { env, detached: true, stdio: [talk, talk, 'pipe'] })
  const pid = child.pid
  if (pid === undefined) throw new Error(`cannot start ${command}`)
  const watchdog = spawn('sh', ['-c', WATCHDOG, 'watchdog', String(pid), ownedFolder ?? ''], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  const watchdogExited = exitOf(watchdog)
  const exited = exitOf(child)
  // The watchdog must not keep this process alive: it is what acts when this process ends.
  watchdog.unref()
  ;(watchdog.stdin as Socket).unref()
  watchdog.stdin.on('error', () => undefined) // EPIPE when someone ended the watchdog; then there is nothing to tell it.
  let disposed: Promise<void> | null = null

  async function kill(): Promise<void> {
    try {
      process.kill(-pid!, 'SIGKILL')
    } catch {
      // ESRCH: nobody is left in the group.
    }
    await exited
    while (groupMembers(pid!).length > 0) await new Promise((resolve) => setImmediate(resolve))
  }

  async function dispose(): Promise<void> {
    await kill()
    watchdog.ref()
    watchdog.stdin.end('gone\n')
    await watchdogExited
  }

  return { pid, child, exited, kill, dispose: () => (disposed ??= dispose()) }
}

/** Process ids of a group that are alive (zombies are not), read from /proc. */
export function groupMembers(group: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        // "pid (name) state parent group …"; the name may hold spaces and brackets.
        const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
        const [state, , itsGroup] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
        return Number(itsGroup) === group && state !== 'Z' && state !== 'X'
      } catch {
        return false // It ended while we looked.
      }
    })
}

function exitOf(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    child.once('exit', () => resolve())
    child.once('error', () => resolve())
  })
}
