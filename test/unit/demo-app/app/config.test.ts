// @vitest-environment happy-dom
import { afterEach, describe, expect, it, vi } from 'vitest'
import { loadConfig } from '../../../../demo-app/app/config.ts'
import type { Config } from '../../../../demo-app/app/config.ts'

const CONFIG: Config = { apiKey: 'key', apiUrl: 'https://api.example', adTag: '' }

/** A server that answers each request so at once. */
function stubServer(status: number, responseText: string): string[] {
  const asked: string[] = []
  vi.stubGlobal('XMLHttpRequest', function (this: Record<string, unknown>) {
    this['open'] = (_method: string, url: string) => asked.push(url)
    this['send'] = () => {
      Object.assign(this, { status, responseText })
      ;(this['onload'] as () => void)()
    }
    this['abort'] = () => {}
  })
  return asked
}

afterEach(() => {
  delete window.kestrelTv
  vi.unstubAllGlobals()
})

describe('the configuration of the app', () => {
  it('is that of the page where the app was packaged, without a request', () => {
    const asked = stubServer(200, '{}')
    const done = vi.fn()
    window.kestrelTv = CONFIG
    loadConfig(done)
    expect(done.mock.calls).toEqual([[CONFIG]])
    expect(asked).toEqual([])
  })

  it('is asked of the server elsewhere', () => {
    const asked = stubServer(200, JSON.stringify(CONFIG))
    const done = vi.fn()
    loadConfig(done)
    expect(done.mock.calls).toEqual([[CONFIG]])
    expect(asked).toEqual(['config.json'])
  })

  it.each([
    [404, '{}'],
    [200, '<html></html>'],
  ])('is none where the server answers %i %s', (status, body) => {
    stubServer(status, body)
    const done = vi.fn()
    loadConfig(done)
    expect(done.mock.calls).toEqual([[null]])
  })
})
