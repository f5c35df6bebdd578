/**
 * docs/doctor.md lists what the doctor can find, in the words it uses.
 */
import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { problems } from '../../../tools/doctor/problems.ts'

const page = readFileSync(new URL('../../../docs/doctor.md', import.meta.url), 'utf8')

it('docs/doctor.md has every problem with its title, cause and remedy, and no other', () => {
  const rows = [...page.matchAll(/^\| (\d?) ?\| (.+) \(`([a-z-]+)`\) \| (.+) \| (.+) \|$/gm)]
  const listed = rows.map(([, place, title, id, cause, remedy]) => [
    id,
    { commonIssue: place === '' ? null : Number(place), title, cause, remedy },
  ])
  expect(Object.fromEntries(listed)).toEqual(problems)
})

it('the six common issues are numbered as in the guide', () => {
  expect(
    Object.values(problems)
      .map(({ commonIssue }) => commonIssue)
      .filter((place) => place !== null),
  ).toEqual([1, 2, 3, 4, 5, 6])
})
