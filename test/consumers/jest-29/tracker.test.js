const { test, expect } = require('@jest/globals')

test.each(JSON.parse(process.env.ENTRIES))('%s can be required', (name) => {
  expect(Object.keys(require(name)).length).toBeGreaterThan(0)
})
