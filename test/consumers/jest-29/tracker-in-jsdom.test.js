/** @jest-environment jsdom */
const { test, expect } = require('@jest/globals')

test('a tracker lives in jsdom', () => {
  const { createTracker } = require('ctv-tracker')
  const tracker = createTracker({ apiKey: 'key', consent: 'granted' })
  expect(tracker.ids.userId).toMatch(/^[0-9a-f-]{36}$/)
  return tracker.destroy()
})
