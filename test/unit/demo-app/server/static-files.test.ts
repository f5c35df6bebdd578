import path from 'node:path'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { findFile } from '../../../../demo-app/server/static-files.ts'

it('no path names a file outside the folders that are served', () => {
  const part = fc.constantFrom(
    '..',
    '.',
    '',
    '%2e%2e',
    '%2E.',
    '..%2f',
    '%5c..',
    '..\\',
    '\0',
    '%00',
    'etc',
    'passwd.js',
    '.env.js',
    'app.js',
    '/',
    '//',
    '%',
    '%252e%252e',
    'C:',
  )
  fc.assert(
    fc.property(
      fc.array(part, { maxLength: 8 }),
      fc.constantFrom('/', '%2f', '\\'),
      fc.constantFrom('/', '/media/', '//', ''),
      (parts, glue, start) => {
        const file = findFile(
          [
            ['/media/', '/srv/media'],
            ['/', '/srv/app'],
          ],
          start + parts.join(glue),
        )
        if (file === null) return
        expect(path.resolve(file)).toBe(file)
        expect(/^\/srv\/(media|app)\/[^.]/.test(file) || file).toBe(true)
      },
    ),
    { numRuns: 5000, seed: 41_119 },
  )
})
