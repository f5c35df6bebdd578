/** docs/devices.md: nothing of `ctv-tracker/devices` is missing in it, and every row of its table has every cell. */
import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import * as devices from '../../../platforms/devices/index.ts'
import type { Device } from '../../../platforms/devices/index.ts'

const page = readFileSync(new URL('../../../docs/devices.md', import.meta.url), 'utf8')

/** The compiler sees to it that none is missing. */
const FAMILIES: Record<Device, true> = {
  tizen: true,
  webos: true,
  hbbtv: true,
  vidaa: true,
  vizio: true,
  titan: true,
  whale: true,
  browser: true,
}

it('names every function of the entry', () => {
  expect(Object.keys(devices).filter((name) => !page.includes(`\`${name}`) && !page.includes(`${name}(`))).toEqual([])
})

it('names every family that is told apart', () => {
  const list = /const device = detectDevice\(\) \/\/ (.+)/.exec(page)![1]!
  expect(
    list
      .match(/'(\w+)'/g)!
      .map((name) => name.slice(1, -1))
      .sort(),
  ).toEqual(Object.keys(FAMILIES).sort())
})

it('has a table in which each family has its years, engine, build, stores, id, players and what was never tried', () => {
  const rows = page
    .slice(page.indexOf('| device family'))
    .split('\n\n')[0]!
    .split('\n')
    .map((row) => row.split('|').slice(1, -1))
  expect(rows.length).toBeGreaterThan(10)
  expect(new Set(rows.map((row) => row.length))).toEqual(new Set([8]))
  const blank = rows.filter((row) => row.some((cell) => !cell.trim())).map(([family]) => family!.trim())
  expect(blank).toEqual(['a browser, for development'])
})
