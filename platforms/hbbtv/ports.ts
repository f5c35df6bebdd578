/**
 * The ports of an HbbTV terminal: those of its web engine, the life of a broadcast application, and the distinctive identifier.
 */
import type { Ports } from '../../src/ports/ports.ts'
import { createWebPorts } from '../web/ports.ts'
import { createDistinctiveIdSource } from './distinctive-id.ts'
import { createHbbtvLifecycle } from './lifecycle.ts'

export function createHbbtvPorts(playerHook: Ports['playerHook']): Ports {
  return createWebPorts(playerHook, createDistinctiveIdSource(), createHbbtvLifecycle())
}
