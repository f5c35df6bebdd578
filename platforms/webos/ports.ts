/**
 * The ports of an LG webOS TV: those of its web engine, its launch events, and the id of the device.
 */
import type { Ports } from '../../src/ports/ports.ts'
import { createWebPorts } from '../web/ports.ts'
import { createLgudidSource } from './lgudid.ts'
import { createWebosLifecycle } from './lifecycle.ts'

export function createWebosPorts(playerHook: Ports['playerHook']): Ports {
  return createWebPorts(playerHook, createLgudidSource(), createWebosLifecycle())
}
