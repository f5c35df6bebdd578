/**
 * The command `ctv-tracker` as a process: the sources of this tree, bundled beside them.
 */
import { spawn } from 'node:child_process'
import type { ChildProcessWithoutNullStreams } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const tools = fileURLToPath(new URL('../../../tools/', import.meta.url))

export interface CommandResult {
  code: number | null
  out: string
  err: string
}

export interface ToolsCommand {
  /** Runs a command that ends by itself. */
  run(args: string[], options?: { cwd?: string; env?: Record<string, string>; input?: string }): Promise<CommandResult>
  launch(args: string[], options?: { cwd?: string; env?: Record<string, string> }): ChildProcessWithoutNullStreams
  /** Starts an emulator process and waits for the line with its URL. */
  startEmulator(args?: string[]): Promise<{ child: ChildProcessWithoutNullStreams; url: string; lines: string[] }>
  /** Sends a signal and waits for the end. */
  end(child: ChildProcessWithoutNullStreams, signal?: NodeJS.Signals): Promise<number | null>
  /** Ends what still runs. */
  endAll(): Promise<void>
  /** Ends what still runs and removes the bundle. */
  dispose(): Promise<void>
}

/** Copies the command's first file as npm links it. */
export function copyCommand(to: string): void {
  mkdirSync(join(to, 'bin'), { recursive: true })
  copyFileSync(join(tools, 'bin/ctv-tracker.js'), join(to, 'bin/ctv-tracker.js'))
}

/** Bundles the command; `cwd` is where it runs. */
export async function buildToolsCommand(cwd: string): Promise<ToolsCommand> {
  // Below tools, so that it finds the package's own files and packages.
  const folder = mkdtempSync(join(tools, '.test-build-'))
  copyCommand(folder)
  await build({
    entryPoints: [join(tools, 'cli/main.ts')],
    outdir: join(folder, 'dist/cli'),
    bundle: true,
    splitting: true,
    packages: 'external',
    platform: 'node',
    target: 'node20',
    format: 'esm',
    logLevel: 'silent',
  })
  const running = new Set<ChildProcessWithoutNullStreams>()

  const command: ToolsCommand = {
    launch(args, options = {}) {
      const child = spawn(process.execPath, [join(folder, 'bin/ctv-tracker.js'), ...args], {
        cwd: options.cwd ?? cwd,
        env: { ...process.env, ...options.env },
      })
      running.add(child)
      child.once('exit', () => running.delete(child))
      return child
    },
    run(args, options) {
      const child = command.launch(args, options)
      child.stdin.end(options?.input ?? '')
      return finished(child)
    },
    startEmulator(args = []) {
      const child = command.launch(['emulator', '--port', '0', ...args])
      const lines: string[] = []
      return new Promise((resolve, reject) => {
        let text = ''
        child.stdout.on('data', (chunk) => {
          text += String(chunk)
          lines.splice(0, lines.length, ...text.trimEnd().split('\n'))
          const url = /http:\/\/[\w.:]+/.exec(text)?.[0]
          if (url !== undefined) resolve({ child, url, lines })
        })
        child.stderr.on('data', (chunk) => reject(new Error(String(chunk))))
      })
    },
    async end(child, signal = 'SIGTERM') {
      if (child.exitCode !== null || child.signalCode !== null) return child.exitCode
      return new Promise((resolve) => {
        child.once('close', (code) => resolve(code))
        child.kill(signal)
      })
    },
    async endAll() {
      for (const child of running) await command.end(child, 'SIGKILL')
    },
    async dispose() {
      await command.endAll()
      rmSync(folder, { recursive: true, force: true })
    },
  }
  return command
}

/** What a process that ends by itself printed. */
export function finished(child: ChildProcessWithoutNullStreams): Promise<CommandResult> {
  let out = ''
  let err = ''
  child.stdout.on('data', (chunk) => (out += String(chunk)))
  child.stderr.on('data', (chunk) => (err += String(chunk)))
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, out, err })))
}
