/**
 * Who may use the emulator's own routes.
 */
import { expect, it } from 'vitest'
import { isLoopback } from '../../../tools/emulator/own-routes.ts'

it.each(['127.0.0.1', '127.8.9.1', '::1', '::ffff:127.0.0.1'])('%s is this machine', (address) => {
  expect(isLoopback(address)).toBe(true)
})

it.each(['192.168.1.20', '::ffff:192.168.1.20', 'fe80::1', '10.127.0.1', ''])('%j is not', (address) => {
  expect(isLoopback(address)).toBe(false)
})
