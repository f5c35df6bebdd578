import { expect, test } from 'vitest'

test.each(JSON.parse(process.env.ENTRIES))('%s can be imported', async (name) => {
  expect(Object.keys(await import(name)).length).toBeGreaterThan(0)
})

test('errors are sentences while one develops', async () => {
  const { createTracker } = await import('ctv-tracker')
  expect(() => createTracker({})).toThrow('apiKey: expected a non-empty string')
})
