/** The emulator's console as a developer uses it, by keyboard, in a real browser. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { startEmulator } from '../../tools/emulator/index.ts'
import { findLowContrast, findNameless } from './accessibility.ts'
import type { ConsoleStage } from './console-stage.ts'
import {
  closeConsole,
  EVIL,
  openConsole,
  override,
  screenshot,
  seed,
  send,
  setScheme,
  tabTo,
  view,
} from './console-stage.ts'
import type { Browser } from '../support/browser/launch.ts'
import { launchBrowser } from '../support/browser/launch.ts'
import type { Page } from '../support/browser/page.ts'

let browser: Browser
let stage: ConsoleStage | undefined
const open = async (): Promise<ConsoleStage> => (stage = await openConsole(browser))

beforeAll(async () => {
  browser = await launchBrowser({ engine: 'chromium-119' })
})

afterAll(() => browser.close())

afterEach(async () => {
  if (stage === undefined) return
  const { page } = stage
  const trouble = [...page.errors.map(({ message }) => message), ...page.console.map(({ text }) => text)]
  await closeConsole(stage)
  stage = undefined
  // Also what the browser says of content that the page's policy forbids; refused requests are part of some tests.
  expect(trouble.filter((text) => !/net::ERR_|^Failed to load resource/.test(text))).toEqual([])
})

const texts = (page: Page, selector: string): Promise<string[]> =>
  page.evaluate<string[]>(
    `Array.from(document.querySelectorAll(${JSON.stringify(selector)}), (element) => element.innerText.replace(/\\s+/g, ' ').trim())`,
  )

const visible = (selector: string): string =>
  `Array.from(document.querySelectorAll(${JSON.stringify(selector)})).some((element) => element.checkVisibility())`

/** From wherever the focus is to a section, by arrow keys on the tabs. */
async function openSection(page: Page, name: string): Promise<void> {
  await page.evaluate(`document.activeElement.blur()`)
  await tabTo(page, '[role=tab]')
  await page.press('Home')
  for (let i = ['requests', 'users', 'counts', 'faults'].indexOf(name); i > 0; i -= 1) await page.press('ArrowRight')
  await page.waitFor(`document.activeElement.id === 'tab-${name}' && ${visible(`#panel-${name}`)}`)
}

describe('requests', () => {
  it('that are known are on the page when it says that it is live', async () => {
    const emulator = await startEmulator()
    const page = await browser.newPage()
    stage = { page, emulator }
    await page.addInitScript(`
      // The plain reads take their time, as on a busy machine.
      window.fetch = () => new Promise(() => {})
      new MutationObserver(() => {
        const state = document.querySelector('#connection')
        if (state !== null && state.dataset.state === 'live' && window.shownWhenLive === undefined)
          window.shownWhenLive = document.querySelector('#panel-requests .note').textContent
      }).observe(document, { subtree: true, childList: true, attributes: true, characterData: true })`)
    await page.goto(emulator.url)
    await page.waitFor(`window.shownWhenLive !== undefined`)
    expect(await page.evaluate(`window.shownWhenLive`)).toContain('No requests yet')
  })

  it('appear as they come, and each is shown in full', async () => {
    const { page, emulator } = await open()
    expect(await texts(page, '#panel-requests .note')).toEqual([expect.stringContaining('No requests yet')])
    await screenshot(page, 'empty')
    await send(emulator, 'viewer-1', { properties: { categories: ['news'] } })
    await page.waitFor(`document.querySelector('#panel-requests .row .badge.good')`)
    expect(await texts(page, '#panel-requests .row')).toEqual([
      expect.stringMatching(/^\d\d:\d\d:\d\d\.\d{3} CCS 200 Videoview 23456 56789$/),
    ])
    await tabTo(page, '#panel-requests .row')
    await page.press('Enter')
    await page.waitFor(visible('#panel-requests .detail h2'))
    const [detail] = await texts(page, '#panel-requests .detail')
    for (const part of [
      'POST /ccs/v1/segmentation',
      '"internal_id"',
      '"viewer-1"',
      '"activations"',
      'Took',
      'Status 200',
    ])
      expect(detail).toContain(part)
  })

  it('are walked with the arrow keys, which keep their place while others arrive', async () => {
    const { page, emulator } = await open()
    for (const name of ['viewer-1', 'viewer-2', 'viewer-3']) await send(emulator, name, {})
    await page.waitFor(`document.querySelectorAll('#panel-requests .row').length === 3`)
    await tabTo(page, '#panel-requests .row')
    await page.press('ArrowDown')
    expect((await texts(page, '#panel-requests .detail'))[0]).toContain('viewer-2')
    await send(emulator, 'viewer-4', {})
    await page.waitFor(`document.querySelectorAll('#panel-requests .row').length === 4`)
    expect(await page.evaluate(`document.activeElement.value`)).toBe('2')
    await page.press('End')
    expect((await texts(page, '#panel-requests .detail'))[0]).toContain('viewer-1')
    expect(await page.evaluate(`document.querySelectorAll('#panel-requests .row[tabindex="0"]').length`)).toBe(1)
  })

  it('say what went wrong: refused, dropped, still waiting', async () => {
    const { page, emulator } = await open()
    emulator.fault('ccs', { kind: 'drop-after', count: 1 })
    expect(await send(emulator, 'viewer-1', {})).toBeNull()
    emulator.fault('ccs', { kind: 'status', status: 503, count: 1 })
    await send(emulator, 'viewer-1', {})
    emulator.fault('ccs', { kind: 'hang', count: 1 })
    const hanging = send(emulator, 'viewer-1', {})
    await page.waitFor(`document.querySelectorAll('#panel-requests .row').length === 3 && ${visible('.badge.bad')}`)
    const rows = await texts(page, '#panel-requests .row')
    expect(rows.map((row) => row.replace(/^\S+ /, ''))).toEqual([
      'CCS waiting hang Videoview',
      'CCS 503 status Videoview Ordered as a fault.',
      'CCS no answer drop-after Videoview',
    ])
    await emulator.stop()
    expect(await hanging).toBeNull()
  })

  it('say which events were ignored behind a 200', async () => {
    const { page, emulator } = await open()
    await send(emulator, 'viewer-1', { name: 'videoview' }, { properties: { categories: 'news' } }, {})
    await page.waitFor(`document.querySelector('#panel-requests .row .badge.good')`)
    expect((await texts(page, '#panel-requests .row'))[0]).toContain(
      'CCS 200 2 events ignored videoview, Videoview, Videoview',
    )
    await tabTo(page, '#panel-requests .row')
    await page.press('Enter')
    await page.waitFor(visible('#panel-requests .detail .reasons'))
    expect(await texts(page, '#panel-requests .detail .reasons li')).toEqual([
      'events[0]: the workspace has no event named "videoview"',
      'events[1]: properties.categories must be array',
    ])
  })

  it('are found by text, by route, and held while somebody reads', async () => {
    const { page, emulator } = await open()
    await send(emulator, 'viewer-1', { properties: { title: 'zebra' } })
    await send(emulator, 'viewer-2', {})
    await override(emulator, 'viewer-1', 12345, 'add')
    await page.waitFor(`document.querySelectorAll('#panel-requests .row').length === 3`)
    await tabTo(page, '#requests-search')
    for (const letter of 'zebra') await page.press(letter)
    await page.waitFor(`document.querySelectorAll('#panel-requests .row').length === 1`)
    expect(await texts(page, '#panel-requests .note')).toEqual(['1 of 3 requests.'])
    for (let i = 0; i < 5; i += 1) await page.press('Backspace')
    await tabTo(page, '#panel-requests [aria-pressed]')
    await page.press(' ')
    await send(emulator, 'viewer-3', {})
    await page.waitFor(
      `document.querySelector('#panel-requests .note').textContent === 'Held: 1 newer request not shown.'`,
    )
    expect(await texts(page, '#panel-requests .row')).toHaveLength(3)
    await page.press(' ')
    await page.waitFor(`document.querySelectorAll('#panel-requests .row').length === 4`)
    await page.evaluate(
      `document.querySelector('#requests-route').value = 'overrides'; document.querySelector('#requests-route').dispatchEvent(new Event('change'))`,
    )
    expect(await texts(page, '#panel-requests .row')).toEqual([expect.stringContaining('add 12345 for viewer-1')])
  })

  it('do not show the secret key of a server', async () => {
    const { page, emulator } = await open()
    await override(emulator, 'viewer-1', 12345, 'add')
    await page.waitFor(visible('#panel-requests .row'))
    await tabTo(page, '#panel-requests .row')
    await page.press('Enter')
    await page.waitFor(visible('#panel-requests .detail summary'))
    await page.evaluate(`document.querySelector('#panel-requests .detail details').open = true`)
    const [detail] = await texts(page, '#panel-requests .detail')
    expect(detail).toContain('authorization Bearer …')
    expect(detail).not.toContain('secret-')
  })
})

describe('the first screen', () => {
  it('says what all this is, and shows it with an example evening at the press of a button', async () => {
    const { page, emulator } = await open()
    const key = '00000000-0000-4000-8000-000000000001'
    // The page asks the emulator for the keys of the workspace once it is there.
    await page.waitFor(`document.querySelector('.welcome').textContent.indexOf('${key}') >= 0`)
    const [welcome] = await texts(page, '.welcome')
    for (const part of ['Cohorts', 'Activations', 'group', emulator.url]) expect(welcome).toContain(part)
    expect(await findLowContrast(page)).toEqual([])
    expect(await findNameless(page)).toEqual([])
    await screenshot(page, 'welcome')
    await tabTo(page, '.welcome button')
    await page.press('Enter')
    // Rows come as requests arrive; badges are good once they are answered.
    await page.waitFor(`document.querySelectorAll('#panel-requests .row .badge.good').length === 9`)
    expect(await page.evaluate(visible('.welcome'))).toBe(false)
    expect(emulator.events().filter(({ accepted }) => !accepted)).toEqual([])
    expect(emulator.users()[0]!.cohorts).toEqual(expect.arrayContaining(['12345', '67890', '23456']))
    await screenshot(page, 'example')
    await openSection(page, 'users')
    await page.waitFor(visible('#panel-users .row'))
    await tabTo(page, '#panel-users .row')
    await page.press('Enter')
    await page.waitFor(visible('.moments li'))
    expect(await texts(page, '.lanes > li')).toEqual([
      expect.stringMatching(/^Highlights: week 20 .+ 9 min watched, 90 %$/),
      expect.stringMatching(/^Centre court, the long rally .+ 12 min watched, 40 %$/),
      expect.stringMatching(/^News at eight .+ 15 min watched, 100 %$/),
    ])
    await screenshot(page, 'evening')
  })

  it('opens the newest request by itself, until somebody chooses one', async () => {
    const { page, emulator } = await open()
    const newest = (name: string): string =>
      `document.querySelector('#panel-requests .detail').innerText.includes('${name}')`
    await send(emulator, 'viewer-1')
    await page.waitFor(newest('viewer-1'))
    await send(emulator, 'viewer-2')
    await page.waitFor(newest('viewer-2'))
    await tabTo(page, '#panel-requests .row')
    await page.press('End')
    await send(emulator, 'viewer-3')
    await page.waitFor(`document.querySelectorAll('#panel-requests .row').length === 3`)
    expect((await texts(page, '#panel-requests .detail'))[0]).toContain('viewer-1')
    await page.evaluate(
      `Array.from(document.querySelectorAll('button')).find((button) => button.innerText === 'Follow newest').click()`,
    )
    await page.waitFor(newest('viewer-3'))
  })
})

describe('users', () => {
  it('have their evening drawn: views with what was watched, cohorts that come and go, ad calls', async () => {
    const { page, emulator } = await open()
    const sports = { video_id: 'a', title: 'A match', categories: ['sports'], duration_seconds: 100 }
    const first = view(1)
    const second = view(2)
    await send(
      emulator,
      'viewer-1',
      { properties: sports, view: first },
      { properties: { ...sports, title: 'Another' }, view: second },
    )
    await send(emulator, 'viewer-1', {
      name: 'VideoCompletion',
      properties: {
        ...sports,
        time_spent_seconds: 30,
        percentage_watched: 0.3,
        coverage: [
          [0, 10],
          [80, 100],
        ],
      },
      view: first,
    })
    const ids = encodeURIComponent('permutive=12345,56789&prmtvctx=99999')
    await emulator.inject({ method: 'GET', url: `/ads?sz=640x480&cust_params=${ids}` })
    await override(emulator, 'viewer-1', 12345, 'block')
    await send(emulator, 'viewer-1')
    await openSection(page, 'users')
    await page.waitFor(visible('#panel-users .row'))
    await tabTo(page, '#panel-users .row')
    await page.press('Enter')
    // They come by the stream of requests, the rest with the user.
    await page.waitFor(`document.querySelectorAll('.moments > li').length === 3`)
    expect(await texts(page, '.lanes > li')).toEqual([
      expect.stringMatching(/^A match \d\d:\d\d:\d\d: 30 s watched, 30 %$/),
      expect.stringMatching(/^Another \d\d:\d\d:\d\d: began$/),
    ])
    const parts = await page.evaluate<[string, string][]>(
      `Array.from(document.querySelectorAll('.watched'), ({ style }) => [style.getPropertyValue('--from'), style.getPropertyValue('--to')])`,
    )
    expect(parts).toEqual([
      ['0', '0.1'],
      ['0.8', '1'],
    ])
    expect((await texts(page, '.moments > li')).map((line) => line.slice(9))).toEqual([
      '▲ entered Sports viewers, Watched in the last 30 days',
      '■ ad call 12345, 56789, 99999',
      '▽ left Sports viewers',
    ])
  })

  it('have their evening and their events shown together, however late those come', async () => {
    const { page, emulator } = await open()
    await send(emulator, 'viewer-1', { properties: { categories: ['sports'] } })
    await send(emulator, 'viewer-2', {}, {}, {})
    await openSection(page, 'users')
    await page.waitFor(`document.querySelectorAll('#panel-users .row').length === 2`)
    // The newest is first.
    await tabTo(page, '#panel-users .row')
    await page.press('Enter')
    await page.waitFor(`document.querySelectorAll('#panel-users .events > li').length === 3`)
    await page.evaluate(`{
      const read = window.fetch
      const released = new Promise((resolve) => (window.release = resolve))
      window.fetch = async (...asked) => {
        const response = await read(...asked)
        if (asked[0].includes('events?')) {
          window.isHeld = true
          await released
        }
        return response
      }
    }`)
    await page.press('ArrowDown')
    await page.waitFor('window.isHeld')
    expect((await texts(page, '#panel-users .detail .facts'))[0]).toContain('internal_id = viewer-1')
    expect(await page.evaluate(visible('#panel-users .events'))).toBe(false)
    expect(await page.evaluate(visible('#panel-users .timeline'))).toBe(false)
    await page.evaluate('window.release()')
    await page.waitFor(visible('#panel-users .events'))
    expect(await texts(page, '#panel-users .lanes > li')).toHaveLength(1)
    expect(await texts(page, '#panel-users .events > li')).toHaveLength(1)
  })

  it('show cohorts, overrides and events; a block by keyboard is in the next answer', async () => {
    const { page, emulator } = await open()
    const sports = { properties: { categories: ['sports'] } }
    expect(await send(emulator, 'viewer-1', sports, sports)).toMatchObject({ cohorts: ['12345', '56789'] })
    await send(emulator, 'viewer-1', { name: 'videoview', properties: {} })
    await openSection(page, 'users')
    await page.waitFor(visible('#panel-users .row'))
    await tabTo(page, '#panel-users .row')
    await page.press('Enter')
    await page.waitFor(`document.querySelectorAll('#panel-users .events > li').length === 3`)
    expect((await texts(page, '#panel-users tbody tr'))[0]).toBe('12345 Sports viewers yes by rule addblockreset')
    expect((await texts(page, '#panel-users .events > li'))[0]).toMatch(/videoview rejected/)

    await tabTo(page, '#panel-users [data-verb=block]')
    await page.press('Enter')
    await page.waitFor(`/no\\s+block/.test(document.querySelector('#panel-users tbody tr').innerText)`)
    expect((await texts(page, '#panel-users tbody tr'))[0]).toBe('12345 Sports viewers no block addblockreset')
    expect(await page.evaluate(`document.activeElement.dataset.verb`)).toBe('block')
    expect(await send(emulator, 'viewer-1', sports)).toMatchObject({ cohorts: ['11111', '56789'] })

    await tabTo(page, '#panel-users [data-verb=reset]')
    await page.press('Enter')
    await page.waitFor(`document.querySelector('#panel-users tbody tr').innerText.includes('yes')`)
    expect(await send(emulator, 'viewer-1', sports)).toMatchObject({ cohorts: expect.arrayContaining(['12345']) })
  })

  it("show an override that came over the vendor's route, also one for an alias", async () => {
    const { page, emulator } = await open()
    await send(emulator, 'viewer-1', {})
    await override(emulator, 'viewer-1', 45678, 'add')
    await openSection(page, 'users')
    await page.waitFor(visible('#panel-users .row .fault'))
    expect((await texts(page, '#panel-users .row'))[0]).toMatch(/internal_id viewer-1 2 cohorts 1 override$/)
  })

  it('are found by alias among many', async () => {
    const { page, emulator } = await open()
    for (let i = 0; i < 12; i += 1) await send(emulator, `viewer-${i}`)
    await openSection(page, 'users')
    await page.waitFor(`document.querySelectorAll('#panel-users .row').length === 12`)
    await tabTo(page, '#users-search')
    for (const letter of 'r11') await page.press(letter === '-' ? { key: '-', keyCode: 189, text: '-' } : letter)
    // Nobody is called so.
    await page.waitFor(`document.querySelector('#panel-users .note').textContent === 'No user fits.'`)
    for (let i = 0; i < 3; i += 1) await page.press('Backspace')
    for (const key of ['r', { key: '-', keyCode: 189, text: '-' }, '1', '1']) await page.press(key)
    await page.waitFor(`document.querySelectorAll('#panel-users .row').length === 1`)
    expect(await texts(page, '#panel-users .list .note')).toEqual(['1 user shown of 12.'])
  })
})

describe('counts', () => {
  it('are bars as long as their users are many, and are counted again on demand', async () => {
    const { page, emulator } = await open()
    await seed(emulator)
    await openSection(page, 'counts')
    await page.waitFor(`document.querySelectorAll('.bars > li').length > 3`)
    const bars = await page.evaluate<[number, number][]>(
      `Array.from(document.querySelectorAll('.bars > li'), (row) => [Number(row.dataset.users), row.querySelector('.bar').getBoundingClientRect().width / row.querySelector('.bar-track').getBoundingClientRect().width])`,
    )
    const most = bars[0]![0]
    for (const [users, share] of bars) expect(share).toBeCloseTo(users / most, 2)
    const answer = await emulator.inject({
      method: 'GET',
      url: '/segments',
      headers: { 'program-id': 'any', authorization: 'Bearer secret-00000000-0000-4000-8000-000000000002' },
    })
    expect(answer.status).toBe(200)
    const { items } = answer.json() as { items: { name: string; user_count: number; strength: number }[] }
    expect(await texts(page, '.bars > li')).toEqual(
      items.map(
        ({ name, user_count, strength }) =>
          `${name} ${user_count} user${user_count === 1 ? '' : 's'} strength ${strength.toFixed(2)}`,
      ),
    )

    const clip = { video_id: 'opera', categories: ['opera'], duration_seconds: 100 }
    await send(
      emulator,
      'viewer-9',
      { properties: clip },
      { name: 'VideoCompletion', properties: { ...clip, time_spent_seconds: 100, percentage_watched: 1 } },
    )
    expect((await texts(page, '.bars > li')).join()).not.toContain('opera')
    await tabTo(page, '#panel-counts button')
    await page.press('Enter')
    await page.waitFor(`document.querySelector('.bars').innerText.includes('opera')`)
  })

  it('say so where there is nothing to count', async () => {
    const { page } = await open()
    await openSection(page, 'counts')
    await page.waitFor(
      `document.querySelector('#panel-counts [role=status]').textContent.startsWith('No segment reaches this weight yet')`,
    )
  })
})

describe('faults', () => {
  it('are switched on and off by keyboard, for all or for one route', async () => {
    const { page, emulator } = await open()
    await openSection(page, 'faults')
    await tabTo(page, '#fault-captive-portal')
    await page.press(' ')
    await page.waitFor(`document.querySelector('#fault-captive-portal').ariaChecked === 'true'`)
    expect((await emulator.inject({ url: '/ccs/v1/segmentation', body: {} })).headers['content-type']).toContain(
      'text/html',
    )
    expect(await texts(page, '#tab-faults .count')).toEqual(['1'])
    await page.press(' ')
    await page.waitFor(`document.querySelector('#fault-captive-portal').ariaChecked === 'false'`)
    expect((await emulator.inject({ url: '/ccs/v1/segmentation', body: {} })).status).toBe(401)

    await page.evaluate(`document.activeElement.blur()`)
    await tabTo(page, '#faults-route')
    await page.press('ArrowDown')
    expect(await page.evaluate(`document.querySelector('#faults-route').value`)).toBe('ccs')
    await tabTo(page, '#faults-count')
    await page.press('2')
    await tabTo(page, '#fault-status')
    await page.press(' ')
    await page.waitFor(`document.querySelectorAll('.active > li').length === 1`)
    expect(await texts(page, '.active > li')).toEqual(['CCS Error status 503 for 2 more requests'])
    expect((await emulator.inject({ url: '/ccs/v1/segmentation', body: {} })).status).toBe(503)
    expect((await emulator.inject({ url: '/ctx/v1/segment', body: {} })).status).toBe(401)
    await page.waitFor(`document.querySelector('.active').innerText.includes('for 1 more request')`)
    await tabTo(page, '.card button:not(.switch)')
    await page.press('Enter')
    await page.waitFor(`document.querySelectorAll('.active > li').length === 0`)
    await page.waitFor(`document.activeElement.id === 'fault-latency'`)
  })

  it('say what the tracker does about each, the chosen status included', async () => {
    const { page } = await open()
    await openSection(page, 'faults')
    const told = await texts(page, '.switches .then')
    expect(told).toHaveLength(7)
    for (const text of told) expect(text).toMatch(/^The tracker: .{30}/)
    expect(told[1]).toContain('Retry-After')
    await page.evaluate(
      `document.querySelector('#faults-status').value = '400'; document.querySelector('#faults-status').dispatchEvent(new Event('change'))`,
    )
    expect((await texts(page, '.switches .then'))[1]).toContain('halves the batch')
  })

  it('that cannot be ordered say why', async () => {
    const { page } = await open()
    await openSection(page, 'faults')
    await tabTo(page, '#faults-latency')
    for (let i = 0; i < 4; i += 1) await page.press('Backspace')
    await page.evaluate(`document.querySelector('#fault-latency').click()`)
    await page.waitFor(visible('.failure'))
    expect((await texts(page, '#panel-faults .failure'))[0]).toMatch(/^Not done: latencyMs: expected a whole number/)
  })
})

describe('the page', () => {
  it('shows foreign text as text, wherever it comes from', async () => {
    const { page, emulator } = await open()
    await send(emulator, EVIL, {
      name: EVIL,
      properties: { [EVIL]: EVIL, categories: [EVIL], video_id: EVIL, title: EVIL },
    })
    await send(emulator, EVIL, { properties: { [EVIL]: EVIL, categories: [EVIL], video_id: EVIL, title: EVIL } })
    await send(emulator, EVIL, {
      name: 'VideoCompletion',
      properties: { categories: [EVIL], video_id: EVIL, title: EVIL, time_spent_seconds: 60, percentage_watched: 1 },
    })
    await emulator.inject({
      url: `/ctx/v1/segment?k=00000000-0000-4000-8000-000000000001&${encodeURIComponent(EVIL)}=1`,
      headers: { 'x-evil': EVIL },
      body: { url: EVIL, page_properties: {} },
    })
    await override(emulator, EVIL, 12345, 'add')
    await page.waitFor(`document.querySelectorAll('#panel-requests .row').length === 5`)
    expect((await texts(page, '#panel-requests .row')).join()).toContain('<script>window.hacked=2</script>')
    await tabTo(page, '#panel-requests .row')
    for (const key of ['Enter', 'ArrowDown', 'ArrowDown', 'ArrowDown', 'ArrowDown']) {
      await page.press(key)
      expect((await texts(page, '#panel-requests .detail pre')).join()).toContain('<img src=x')
    }
    await openSection(page, 'users')
    await page.waitFor(visible('#panel-users .row'))
    await tabTo(page, '#panel-users .row')
    await page.press('Enter')
    await page.waitFor(`document.querySelectorAll('#panel-users .events > li').length === 3`)
    expect((await texts(page, '#panel-users')).join()).toContain('<img src=x')
    await openSection(page, 'counts')
    await page.waitFor(`document.querySelector('.bars').innerText.includes('<img src=x')`)
    const strangers = `[window.hacked, document.querySelectorAll('img, main script, iframe, [onerror]').length, document.scripts.length]`
    expect(await page.evaluate(strangers)).toEqual([null, 0, 1])
  })

  it('says at its foot what is as the vendors document it, and what only the emulator does', async () => {
    const { page } = await open()
    expect((await texts(page, 'footer'))[0]).toMatch(
      /shapes that the vendors document.+In this emulator the APIs share data.+may not do that/,
    )
  })

  it('keeps its section over a reload, and in a link', async () => {
    const { page, emulator } = await open()
    await openSection(page, 'faults')
    await page.reload()
    await page.waitFor(visible('#panel-faults'))
    await page.goto(`${emulator.url}/#users`)
    await page.waitFor(visible('#panel-users'))
  })

  it('says when the emulator is gone, and goes on when it is back', async () => {
    const { page, emulator } = await open()
    await send(emulator, 'viewer-1', {})
    await page.waitFor(visible('#panel-requests .row'))
    await emulator.stop()
    await page.waitFor(`document.querySelector('#connection').textContent === 'no connection, trying again'`)
    const next = await startEmulator({ port: emulator.port })
    try {
      await page.waitFor(`document.querySelector('#connection').textContent === 'live'`, { timeoutMs: 20_000 })
      await send(next, 'viewer-2', {})
      await page.waitFor(`document.querySelector('#panel-requests .row .badge.good')`)
      expect(await texts(page, '#panel-requests .row')).toHaveLength(1)
    } finally {
      await next.stop()
    }
  })

  it('loads nothing from elsewhere, and is in no list of requests', async () => {
    const { page, emulator } = await open()
    expect(page.requests.filter(({ url }) => !url.startsWith(emulator.url))).toEqual([])
    expect(emulator.requests).toEqual([])
  })

  it.each(['light', 'dark'] as const)(
    'is legible in the %s scheme, and everything in it that can be used has a name',
    async (scheme) => {
      const { page, emulator } = await open()
      await setScheme(page, scheme)
      await seed(emulator)
      await page.waitFor(`document.querySelectorAll('#panel-requests .row').length > 40`)
      await tabTo(page, '#panel-requests .row')
      for (let i = 0; i < 5; i += 1) await page.press('ArrowDown')
      await page.waitFor(visible('#panel-requests .detail pre'))
      for (const name of ['requests', 'users', 'counts', 'faults']) {
        await openSection(page, name)
        if (name === 'users') {
          await page.waitFor(`document.querySelectorAll('#panel-users .row').length === 8`)
          await tabTo(page, '#panel-users .row')
          await page.press('End')
          await page.press('ArrowUp')
          await page.waitFor(`document.querySelectorAll('#panel-users .events li').length > 0`)
        }
        if (name === 'counts') await page.waitFor(visible('.bars li'))
        if (name === 'faults') {
          await tabTo(page, '#fault-status')
          await page.press(' ')
          await page.waitFor(`${visible('.active li')} && document.getAnimations().length === 0`)
        }
        expect(await findLowContrast(page)).toEqual([])
        expect(await findNameless(page)).toEqual([])
        await screenshot(page, `${name}-${scheme}`)
      }
    },
  )

  it('fits a narrow window without scrolling sideways', async () => {
    const { page, emulator } = await open()
    await seed(emulator)
    await page.setViewport(380, 760)
    for (const name of ['requests', 'users', 'counts', 'faults']) {
      await openSection(page, name)
      await page.waitFor(`document.scrollingElement.scrollWidth <= 380`)
      await screenshot(page, `${name}-narrow`)
    }
  })
})
