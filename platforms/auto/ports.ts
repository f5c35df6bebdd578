/**
 * The ports of whatever device this is.
 */
import type { Ports } from '../../src/ports/ports.ts'
import { createHbbtvPorts } from '../hbbtv/ports.ts'
import { createTizenPorts } from '../tizen/ports.ts'
import { createWebPorts } from '../web/ports.ts'
import { createWebosPorts } from '../webos/ports.ts'
import { detectPlatform } from './detect.ts'

export function createAutoPorts(playerHook: Ports['playerHook']): Ports {
  const create = { tizen: createTizenPorts, webos: createWebosPorts, hbbtv: createHbbtvPorts, browser: createWebPorts }[
    detectPlatform()
  ]
  return create(playerHook)
}
