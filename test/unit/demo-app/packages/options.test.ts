import { describe, expect, it } from 'vitest'
import { formatHelp, PackageError, parseOptions, PLATFORMS } from '../../../../demo-app/packages/options.ts'

describe('the options of the package commands', () => {
  it('need not be given', () => {
    expect(parseOptions('tizen', [], {})).toEqual({
      platform: 'tizen',
      apiUrl: 'http://localhost:8081',
      contextualUrl: 'http://localhost:8081',
      apiKey: '00000000-0000-4000-8000-000000000001',
      adTag: '',
      media: null,
      access: [],
      baseUrl: 'http://localhost:8080/hbbtv/',
      out: null,
    })
  })

  it('are read from the command line before the environment', () => {
    const env = { CTV_API_URL: 'https://env.example', CTV_API_KEY: 'from-env', CTV_OUT: '' }
    const options = parseOptions(
      'webos',
      ['--api', 'https://api.example/base/', '--contextual-api=https://ctx.example'],
      env,
    )
    expect(options).toMatchObject({
      apiUrl: 'https://api.example/base',
      contextualUrl: 'https://ctx.example',
      apiKey: 'from-env',
      out: null,
    })
  })

  it('ask one server for both APIs unless there are two', () => {
    expect(parseOptions('tizen', ['--api', 'https://api.example'], {})).toMatchObject({
      contextualUrl: 'https://api.example',
    })
  })

  it('take several origins at once, and only what is an origin of them', () => {
    expect(parseOptions('tizen', ['--access', 'https://ads.example/x,http://10.0.0.2:8080'], {})!.access).toEqual([
      'https://ads.example',
      'http://10.0.0.2:8080',
    ])
  })

  it('end the base of the HbbTV page with one slash', () => {
    for (const base of ['https://tv.example/app', 'https://tv.example/app//']) {
      expect(parseOptions('hbbtv', ['--base-url', base], {})!.baseUrl).toBe('https://tv.example/app/')
    }
  })

  it.each([
    [['--api', 'api.example'], '--api: expected an http or https URL, got "api.example"'],
    [['--api', 'file:///etc'], '--api: expected an http or https URL, got "file:///etc"'],
    [
      ['--media', 'https://films.example/'],
      '--media: expected {id} in the address of the films, got "https://films.example/"',
    ],
    [['--api-key', 'a b'], '--api-key: expected a key of letters, digits and hyphens, got "a b"'],
    [['--access', 'https://a.example,*'], '--access: expected an http or https URL, got "*"'],
    [
      ['--api', 'https://a.example?k=1'],
      '--api: expected a URL without query and fragment, got "https://a.example?k=1"',
    ],
    [
      ['--contextual-api', 'https://a.example/#x'],
      '--contextual-api: expected a URL without query and fragment, got "https://a.example/#x"',
    ],
    [['--base-url', 'https://a.example'], "Unknown option '--base-url'"],
    [['--api'], "Option '--api <value>' argument missing"],
    [['file'], "Unexpected argument 'file'. This command does not take positional arguments"],
  ])('are refused in one line: %j', (args, message) => {
    expect(() => parseOptions('tizen', args, {})).toThrow(new PackageError(message))
  })

  it('may have spaces around them, which mean nothing', () => {
    const options = parseOptions(
      'tizen',
      ['--api', ' https://api.example ', '--access', 'https://a.example, https://b.example'],
      { CTV_AD_TAG: 'https://ads.example/vast?x=1\n' },
    )
    expect(options).toMatchObject({
      apiUrl: 'https://api.example',
      adTag: 'https://ads.example/vast?x=1',
      access: ['https://a.example', 'https://b.example'],
    })
  })

  it('name the variable that holds what is wrong', () => {
    expect(() => parseOptions('tizen', [], { CTV_API_URL: 'x' })).toThrow(
      'CTV_API_URL: expected an http or https URL, got "x"',
    )
  })

  it('are explained, each under the platforms that have it', () => {
    expect(parseOptions('tizen', ['--api', 'nonsense', '--help'], {})).toBeNull()
    const of = (option: string) => PLATFORMS.filter((platform) => formatHelp(platform).includes(`${option} `))
    expect([of('--api'), of('--access'), of('--base-url')]).toEqual([['tizen', 'webos', 'hbbtv'], ['tizen'], ['hbbtv']])
  })
})
