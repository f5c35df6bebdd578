/**
 * The server behind the television, in a worker: the emulator's core, and the demo's ad server.
 */
import { createEmulatorCore } from 'ctv-tracker-tools/emulator/core'
import type { StoredEvent } from 'ctv-tracker-tools/emulator/core'
import workspace from 'ctv-tracker-tools/sample-workspace.jsonc'
import { decide, parseKeyValues, parseRules } from '../../server/ads/decision.ts'
import { formatVast } from '../../server/ads/vast.ts'
import ruleFile from '../../server/ads/rules.json'
import { newId } from '../new-id.ts'
import type { Ask, NetAnswer, NetRequest, ReceivedEvent, Told } from '../protocol.ts'

const rules = parseRules(JSON.stringify(ruleFile))
const emulator = createEmulatorCore({ workspace, newId })
/** The ads lie beside the app. */
const base = new URL('tv', self.location.href).href
/** The demo's server counts what the player reports; here nobody does, and no request may leave for it. */
const NOWHERE = 'data:image/gif;base64,R0lGODlhAQABAIAAAAAAAAAAACwAAAAAAQABAAACAkQBADs='
let toldSeq = 0

self.onmessage = ({ data: { id, request } }: MessageEvent<Ask>) => {
  const answer = new URL(request.url).pathname === '/vast' ? answerAdCall(request) : emulator.handle(request)
  const events = emulator.events().slice(toldSeq)
  toldSeq += events.length
  const told: Told = { id, answer, events: events.map(describeEvent), cohorts: emulator.users().at(-1)?.cohorts ?? [] }
  self.postMessage(told)
}

function answerAdCall({ url }: NetRequest): NetAnswer {
  const decision = decide(rules, parseKeyValues(new URL(url).searchParams.get('cust_params') ?? ''))
  return { status: 200, body: formatVast(decision, base, newId(), (event) => `${NOWHERE}#${event}`) }
}

function describeEvent({ seq, name, viewId, properties, receivedAt, reasons }: StoredEvent): ReceivedEvent {
  const spentS = properties['time_spent_seconds']
  return {
    seq,
    name,
    viewId,
    title: String(properties['title'] ?? ''),
    spentS: typeof spentS === 'number' ? spentS : null,
    receivedAt,
    reasons,
  }
}
