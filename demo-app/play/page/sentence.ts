/**
 * Where the events are, in one sentence. Pure.
 */
import type { Inspection } from 'ctv-tracker/browser'
import type { Counts } from './ledger.ts'

export interface State {
  power: 'on' | 'killed' | 'unplugged'
  isUp: boolean
  inspection: Inspection | null
  counts: Counts
}

export function describeState({ power, isUp, inspection, counts }: State): string {
  const { taken, waiting, unkept, givenUp, lost } = counts
  if (lost > 0) return `${lost} of them did not come, though the television had stored ${lost === 1 ? 'it' : 'them'}.`
  if (power !== 'on')
    return waiting > 0
      ? `${events(waiting)} on the disk of the dark television.`
      : 'The disk holds nothing that is due.'
  if (taken === 0)
    return inspection?.consent === 'granted' ? 'Open a film.' : 'Nothing is stored or sent before Accept.'
  if (waiting > 0 && !isUp) return `${events(waiting)} stored on the television until the network is back.`
  const isIdle = inspection !== null && inspection.queue.events.length === 0 && inspection.views.length === 0
  if (waiting > 0 && isIdle) return `${events(waiting)} on the disk until the next start.`
  if (waiting > 0) return `${events(waiting)} on the way.`
  if (givenUp > 0) return 'The tracker gave up what it could not store, and said so.'
  if (unkept > 0) return 'Everything that had reached the disk has arrived.'
  return 'Everything has arrived.'
}

function events(count: number): string {
  return count === 1 ? 'One event is' : `${count} events are`
}
