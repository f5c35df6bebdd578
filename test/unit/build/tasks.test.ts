import { describe, expect, it } from 'vitest'
import { runTasks } from '../../../scripts/lib/tasks.mjs'

const node = (code: string) => [process.execPath, '-e', code]
const print = (text: string) => node(`process.stdout.write(${JSON.stringify(text)})`)

describe('running tasks', () => {
  it('gives each result in the order of the tasks, with what the command printed', async () => {
    const results = await runTasks([
      { name: 'a', command: print('one') },
      { name: 'b', command: node('console.error("two"); process.exit(3)') },
    ])
    expect(results.map(({ name, status, output }) => [name, status, output])).toEqual([
      ['a', 'passed', 'one'],
      ['b', 'failed', 'two'],
    ])
  })

  it('runs a task only after what it needs', async () => {
    const done: string[] = []
    await runTasks(
      [
        { name: 'after', command: print(''), needs: ['before'] },
        { name: 'before', command: print('') },
      ],
      { onDone: ({ name }) => done.push(name) },
    )
    expect(done).toEqual(['before', 'after'])
  })

  it('skips a task whose need failed, and what needs that', async () => {
    const results = await runTasks([
      { name: 'a', command: node('process.exit(1)') },
      { name: 'b', command: print(''), needs: ['a'] },
      { name: 'c', command: print(''), needs: ['b'] },
      { name: 'd', command: print('') },
    ])
    expect(results.map(({ status }) => status)).toEqual(['failed', 'skipped', 'skipped', 'passed'])
  })

  it('keeps others away from a task that wants to be alone', async () => {
    let active = 0
    const seen: number[] = []
    const started = new Set<string>()
    const tasks = ['a', 'b', 'c'].map((name) => ({
      name,
      alone: name === 'b',
      get command() {
        if (!started.has(name)) {
          started.add(name)
          active++
          seen.push(active)
        }
        return print('')
      },
    }))
    await runTasks(tasks, { onDone: () => active-- })
    expect(seen[1]).toBe(1)
  })

  it('fails a task whose program does not exist', async () => {
    const [result] = await runTasks([{ name: 'a', command: ['no-such-program'] }])
    expect(result?.status).toBe('failed')
    expect(result?.output).toContain('no-such-program')
  })
})
