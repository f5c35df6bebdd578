/**
 * The ports of a Samsung Tizen TV: those of its web engine, and the advertising id.
 */
import type { Ports } from '../../src/ports/ports.ts'
import { createWebPorts } from '../web/ports.ts'
import { createTifaSource } from './tifa.ts'

export function createTizenPorts(playerHook: Ports['playerHook']): Ports {
  return createWebPorts(playerHook, createTifaSource())
}
